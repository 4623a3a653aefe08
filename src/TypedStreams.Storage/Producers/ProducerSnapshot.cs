// The .snapshot file (ProducerSnapshot, version 1): version i16, CRC-32C of what follows it, count, entries. Only the
// last batch of each producer is kept. Bytes in, states out and back; no I/O.
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal static class ProducerSnapshot
{
    private const short Version = 1;
    private const int CrcAt = 2;
    private const int CountAt = 6;
    private const int EntriesAt = 10;
    private const int EntryBytes = 46;

    public static byte[] Write(ProducerStates states)
    {
        var bytes = new byte[EntriesAt + (states.Count * EntryBytes)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CountAt), states.Count);
        var at = EntriesAt;
        foreach (var entry in states.Entries)
        {
            WriteEntry(bytes.AsSpan(at, EntryBytes), entry);
            at += EntryBytes;
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(CrcAt), Crc32C.Compute(bytes.AsSpan(CountAt)));
        return bytes;
    }

    /// <summary>Fills the states. False, with nothing added, when the bytes are not a whole snapshot.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ProducerStates states)
    {
        if (bytes.Length < EntriesAt || BinaryPrimitives.ReadInt16BigEndian(bytes) != Version
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcAt..]) != Crc32C.Compute(bytes[CountAt..]))
        {
            return false;
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[CountAt..]);
        if (count < 0 || bytes.Length - EntriesAt != (long)count * EntryBytes)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            states.Restore(ReadEntry(bytes.Slice(EntriesAt + (i * EntryBytes), EntryBytes)));
        }

        return true;
    }

    private static void WriteEntry(Span<byte> target, ProducerEntry entry)
    {
        var last = entry.Count > 0
            ? entry.Last
            : new ProducerBatch(RecordBatchHeader.NoSequence, LastOffset: -1, OffsetDelta: 0, entry.LastTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(target, entry.ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(target[8..], entry.Epoch);
        BinaryPrimitives.WriteInt32BigEndian(target[10..], last.LastSequence);
        BinaryPrimitives.WriteInt64BigEndian(target[14..], last.LastOffset);
        BinaryPrimitives.WriteInt32BigEndian(target[22..], last.OffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(target[26..], entry.LastTimestamp);
        BinaryPrimitives.WriteInt32BigEndian(target[34..], entry.CoordinatorEpoch);
        BinaryPrimitives.WriteInt64BigEndian(target[38..], entry.CurrentTransactionFirstOffset);
    }

    private static ProducerEntry ReadEntry(ReadOnlySpan<byte> source)
    {
        var timestamp = BinaryPrimitives.ReadInt64BigEndian(source[26..]);
        var entry = new ProducerEntry(BinaryPrimitives.ReadInt64BigEndian(source));
        entry.Restore(
            BinaryPrimitives.ReadInt16BigEndian(source[8..]),
            BinaryPrimitives.ReadInt32BigEndian(source[34..]),
            BinaryPrimitives.ReadInt64BigEndian(source[38..]),
            timestamp,
            new ProducerBatch(
                BinaryPrimitives.ReadInt32BigEndian(source[10..]),
                BinaryPrimitives.ReadInt64BigEndian(source[14..]),
                BinaryPrimitives.ReadInt32BigEndian(source[22..]),
                timestamp));
        return entry;
    }
}
