// Turns a chunk into a batch of records: checks each record batch's CRC, unpacks it, leaves out what the application
// must not see (control records, aborted transactions, records below the offset asked for), and notes where each record
// lies. Every length is held against the bytes that remain. Record format: log format v2.
using System.Buffers;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>Parses one chunk.</summary>
internal ref struct RecordParser
{
    private const int FirstEntries = 256;

    private readonly FetchedChunk _chunk;
    private readonly int _maxUnpackedBytes;
    private RecordEntry[] _entries;
    private int _count;
    private PooledBuffer? _unpacked;

    private RecordParser(FetchedChunk chunk, int maxUnpackedBytes)
    {
        _chunk = chunk;
        _maxUnpackedBytes = maxUnpackedBytes;
        _entries = ArrayPool<RecordEntry>.Shared.Rent(FirstEntries);
    }

    /// <summary>The records; null when there is none to hand out, and then the chunk's frame is released.</summary>
    /// <exception cref="MalformedMessageException">The bytes are corrupt; the chunk's frame is released.</exception>
    public static ConsumedBatch? Parse(FetchedChunk chunk, IsolationLevel isolation, int maxUnpackedBytes)
    {
        var parser = new RecordParser(chunk, maxUnpackedBytes);
        bool isKept = false;
        try
        {
            parser.ReadBatches(isolation);
            isKept = parser._count > 0;
            return isKept ? new ConsumedBatch(chunk, parser._entries, parser._count, parser._unpacked) : null;
        }
        finally
        {
            if (!isKept)
            {
                ArrayPool<RecordEntry>.Shared.Return(parser._entries);
                parser._unpacked?.Dispose();
                chunk.Frame.Release();
            }
        }
    }

    private void ReadBatches(IsolationLevel isolation)
    {
        var aborted = new AbortedTransactions(isolation == IsolationLevel.ReadCommitted ? _chunk.Aborted : null);
        var batches = new RecordBatchReader(_chunk.Records);
        while (batches.MoveNext())
        {
            RecordBatch batch = batches.Current;
            if (!batch.HasValidCrc)
                throw new MalformedMessageException("record batch", batches.Position, "its checksum does not fit");

            bool isHidden = aborted.Hides(batch);
            if (isHidden || batch.Header.IsControl || batch.Header.NextOffset <= _chunk.FetchOffset)
                continue;

            if (batch.Header.Compression == CompressionType.None)
                ReadInPlace(batch, batches.Position);
            else
                ReadUnpacked(batch);
        }
    }

    private void ReadInPlace(in RecordBatch batch, int end) => ReadRecords(
        batch.Header, _chunk.Records.Span[..end], end - batch.Payload.Length, isUnpacked: false);

    private void ReadUnpacked(in RecordBatch batch)
    {
        _unpacked ??= new PooledBuffer();
        int start = _unpacked.Length;
        RecordCompression.Decompress(batch.Header.Compression, batch.Payload, _unpacked, _maxUnpackedBytes);
        ReadRecords(batch.Header, _unpacked.WrittenSpan, start, isUnpacked: true);
    }

    private void ReadRecords(in RecordBatchHeader header, ReadOnlySpan<byte> span, int at, bool isUnpacked)
    {
        for (int i = 0; i < header.RecordCount; i++)
        {
            int length = ReadInt(span, ref at, "length");
            if (length < 0 || length > span.Length - at)
                throw Malformed(at, $"its length {length} does not fit {span.Length - at} bytes");

            int end = at + length;
            RecordEntry entry = ReadRecord(header, span[..end], at);
            entry.IsUnpacked = isUnpacked;
            at = end;
            if (entry.Offset >= _chunk.FetchOffset)
                Add(entry);
        }

        if (at != span.Length)
            throw Malformed(at, $"{span.Length - at} bytes follow the {header.RecordCount} records of its batch");
    }

    private static RecordEntry ReadRecord(in RecordBatchHeader header, ReadOnlySpan<byte> record, int at)
    {
        at++; // attributes: no bit is in use
        if (!Varint.TryRead(record, ref at, out long timestampDelta))
            throw Malformed(at, "its timestamp is cut off");

        var entry = new RecordEntry
        {
            TimestampMs = header.TimestampType == TimestampType.LogAppendTime
                ? header.MaxTimestamp
                : unchecked(header.BaseTimestamp + timestampDelta),
            Offset = header.BaseOffset + ReadInt(record, ref at, "offset"),
        };
        (entry.KeyAt, entry.KeyLength) = ReadSlice(record, ref at, "key");
        (entry.ValueAt, entry.ValueLength) = ReadSlice(record, ref at, "value");
        entry.HeaderCount = ReadInt(record, ref at, "header count");
        if (entry.HeaderCount < 0 || entry.HeaderCount > (record.Length - at) / 2)
            throw Malformed(at, $"{entry.HeaderCount} headers do not fit {record.Length - at} bytes");

        entry.HeadersAt = at;
        entry.HeadersEnd = record.Length;
        return entry;
    }

    private static (int At, int Length) ReadSlice(ReadOnlySpan<byte> record, ref int at, string what)
    {
        int length = ReadInt(record, ref at, what);
        if (length < -1 || length > record.Length - at)
            throw Malformed(at, $"the length {length} of its {what} does not fit {record.Length - at} bytes");

        int start = at;
        at += Math.Max(length, 0);
        return (start, length);
    }

    private static int ReadInt(ReadOnlySpan<byte> record, ref int at, string what) =>
        Varint.TryRead(record, ref at, out int value)
            ? value
            : throw Malformed(at, $"its {what} is cut off or too long");

    private void Add(in RecordEntry entry)
    {
        if (_count == _entries.Length)
        {
            RecordEntry[] larger = ArrayPool<RecordEntry>.Shared.Rent(_entries.Length * 2);
            _entries.CopyTo(larger, 0);
            ArrayPool<RecordEntry>.Shared.Return(_entries);
            _entries = larger;
        }

        _entries[_count++] = entry;
    }

    private static MalformedMessageException Malformed(int at, string reason) => new("record", at, reason);
}
