// The headers of a fetched record, read when asked for. Lengths were checked when the record was parsed, header bytes
// were not: they are checked here, against the end of the record.
using System.Text;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>The headers of a record, in order. Valid as long as the record's batch.</summary>
public readonly struct RecordHeaders
{
    private readonly ReadOnlyMemory<byte> _bytes;

    internal RecordHeaders(ReadOnlyMemory<byte> bytes, int count)
    {
        _bytes = bytes;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The value of the last header of that name, as Kafka's <c>lastHeader</c>.</summary>
    /// <returns>False when there is none of that name.</returns>
    public bool TryGet(string name, out ReadOnlyMemory<byte>? value)
    {
        value = default(ReadOnlyMemory<byte>?);
        bool found = false;
        foreach (RecordHeader header in this)
        {
            if (header.Key == name)
            {
                value = header.Value;
                found = true;
            }
        }

        return found;
    }

    /// <summary>Lets <c>foreach</c> use the headers.</summary>
    public Enumerator GetEnumerator() => new(_bytes, Count);

    /// <summary>Walks the headers.</summary>
    public struct Enumerator
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private int _left;
        private int _at;

        internal Enumerator(ReadOnlyMemory<byte> bytes, int count)
        {
            _bytes = bytes;
            _left = count;
        }

        /// <summary>The header that <see cref="MoveNext"/> found; its value is a slice of the batch.</summary>
        public RecordHeader Current { get; private set; }

        /// <summary>Moves to the next header; false after the last.</summary>
        /// <exception cref="MalformedMessageException">The header's bytes are wrong.</exception>
        public bool MoveNext()
        {
            if (_left == 0)
                return false;

            _left--;
            ReadOnlyMemory<byte>? name = ReadSlice();
            ReadOnlyMemory<byte>? value = ReadSlice();
            Current = new RecordHeader(Encoding.UTF8.GetString(name.GetValueOrDefault().Span), value);
            return true;
        }

        private ReadOnlyMemory<byte>? ReadSlice()
        {
            ReadOnlySpan<byte> span = _bytes.Span;
            if (!Varint.TryRead(span, ref _at, out int length) || length < -1 || length > span.Length - _at)
                throw new MalformedMessageException("record header", _at, "its length does not fit the record");

            if (length < 0)
                return default(ReadOnlyMemory<byte>?);

            ReadOnlyMemory<byte> slice = _bytes.Slice(_at, length);
            _at += length;
            return slice;
        }
    }
}
