// Walks the records of one batch, uncompressed. Every length is held against the bytes of its record before use; keys
// and values are slices. Must let out MalformedMessageException only. Record format: DefaultRecord of log format v2.
namespace TypedStreams.Protocol.Records;

/// <summary>A cursor over the records of one batch. Slices are valid as long as the memory it reads.</summary>
public ref struct RecordReader
{
    private readonly RecordBatchHeader _header;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;
    private int _end;
    private int _keyAt;
    private int _keyLength;
    private int _valueAt;
    private int _valueLength;
    private int _headersAt;

    /// <summary>Starts before the first record.</summary>
    /// <param name="header">Header of the batch.</param>
    /// <param name="records">Its records, uncompressed.</param>
    public RecordReader(RecordBatchHeader header, ReadOnlyMemory<byte> records)
    {
        _header = header;
        _memory = records;
        _span = records.Span;
        Index = -1;
    }

    /// <summary>Index of the current record within the batch, from 0.</summary>
    public int Index { readonly get; private set; }

    /// <summary>Offset of the current record minus the batch's base offset.</summary>
    public int OffsetDelta { readonly get; private set; }

    /// <summary>Offset of the current record.</summary>
    public readonly long Offset => _header.BaseOffset + OffsetDelta;

    /// <summary>
    /// Timestamp of the current record in milliseconds since 1970; the batch's when the broker set it.
    /// </summary>
    public long TimestampMs { readonly get; private set; }

    /// <summary>True when the record has no key at all.</summary>
    public readonly bool IsKeyNull => _keyLength < 0;

    /// <summary>True when the record has no value at all: a tombstone in a compacted topic.</summary>
    public readonly bool IsValueNull => _valueLength < 0;

    /// <summary>The key; empty when null.</summary>
    public readonly ReadOnlySpan<byte> Key => _span.Slice(_keyAt, Math.Max(_keyLength, 0));

    /// <summary>The value; empty when null.</summary>
    public readonly ReadOnlySpan<byte> Value => _span.Slice(_valueAt, Math.Max(_valueLength, 0));

    // A bare null would turn into empty memory here, through the conversion from a null array.

    /// <summary>The key as memory; null when there is none.</summary>
    public readonly ReadOnlyMemory<byte>? KeyMemory =>
        IsKeyNull ? default(ReadOnlyMemory<byte>?) : _memory.Slice(_keyAt, _keyLength);

    /// <summary>The value as memory; null when there is none.</summary>
    public readonly ReadOnlyMemory<byte>? ValueMemory =>
        IsValueNull ? default(ReadOnlyMemory<byte>?) : _memory.Slice(_valueAt, _valueLength);

    /// <summary>Number of headers of the current record.</summary>
    public int HeaderCount { readonly get; private set; }

    /// <summary>The headers of the current record.</summary>
    public readonly RecordHeaderReader Headers => new(_memory[_headersAt.._end], HeaderCount, _headersAt);

    /// <summary>Moves to the next record; false after as many as the batch's header says.</summary>
    /// <exception cref="MalformedMessageException">
    /// A length is wrong, or the records are fewer or more than the header says.
    /// </exception>
    public bool MoveNext()
    {
        _position = _end;
        if (Index + 1 >= _header.RecordCount)
        {
            if (_position != _span.Length)
                Throw("record batch", $"{_span.Length - _position} bytes follow its {_header.RecordCount} records");

            return false;
        }

        if (!Varint.TryRead(_span, ref _position, out int length))
            Throw("record", "its length is cut off or too long");

        if (length < 0 || length > _span.Length - _position)
            Throw("record", $"its length {length} does not fit {_span.Length - _position} bytes");

        _end = _position + length;
        ReadBody();
        Index++;
        return true;
    }

    private void ReadBody()
    {
        if (_position == _end)
            Throw("record", "it has no attributes");

        _position++; // attributes: no bit is in use
        if (!Varint.TryRead(_span[.._end], ref _position, out long timestampDelta))
            Throw("record", "its timestamp is cut off or too long");

        TimestampMs = _header.TimestampType == TimestampType.LogAppendTime
            ? _header.MaxTimestamp
            : unchecked(_header.BaseTimestamp + timestampDelta);
        OffsetDelta = ReadInt("offset");
        (_keyAt, _keyLength) = ReadSlice("key");
        (_valueAt, _valueLength) = ReadSlice("value");
        HeaderCount = ReadInt("header count");
        _headersAt = _position;

        // A header takes two bytes at least. Without headers the record must end here.
        if (HeaderCount < 0 || HeaderCount > (_end - _position) / 2)
            Throw("record", $"{HeaderCount} headers do not fit {_end - _position} bytes");

        if (HeaderCount == 0 && _position != _end)
            Throw("record", $"{_end - _position} bytes follow its content");
    }

    private (int At, int Length) ReadSlice(string what)
    {
        int length = ReadInt(what);
        if (length < -1 || length > _end - _position)
            Throw("record", $"the length {length} of its {what} does not fit {_end - _position} bytes");

        int at = _position;
        _position += Math.Max(length, 0);
        return (at, length);
    }

    private int ReadInt(string what)
    {
        if (!Varint.TryRead(_span[.._end], ref _position, out int value))
            Throw("record", $"its {what} is cut off or too long");

        return value;
    }

    private readonly void Throw(string what, string reason) =>
        throw new MalformedMessageException(what, _position, reason);
}
