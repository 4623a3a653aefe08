// Records written in place by a codec, whose sizes are known only afterwards. Each length gets room for as many bytes
// as the one before it took; when the guess was wrong, what follows is moved by the difference. Records of one type
// are of similar size, so moves are rare.
using System.Buffers;

namespace TypedStreams.Protocol.Records;

public sealed partial class RecordBatchBuilder : IBufferWriter<byte>
{
    private enum Section
    {
        None,
        Record,
        Key,
        BetweenKeyAndValue,
        Value,
        Headers,
    }

    private Section _section;
    private int _recordAt;
    private int _sectionAt;
    private int _lengthWidth = 1;
    private int _keyWidth = 1;
    private int _valueWidth = 1;
    private int _openOffsetDelta;
    private long _openTimestampMs;
    private int _openHeaderCount;
    private bool _openSetBaseTimestamp;
    private PooledBuffer? _openHeaders;

    /// <summary>Opens a record; <see cref="EndRecord"/> or <see cref="CancelRecord"/> must follow.</summary>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    public void BeginRecord(long timestampMs)
    {
        Require(Section.None);
        _openSetBaseTimestamp = !_hasBaseTimestamp;
        _recordAt = _buffer.Length;
        _openOffsetDelta = NextOffsetDelta(requested: -1);
        _openTimestampMs = timestampMs;
        _openHeaderCount = 0;
        _openHeaders?.Clear();
        Span<byte> target = _buffer.GetSpan(_lengthWidth + 1 + Varint.MaxLongSize + Varint.MaxSize);
        int at = _lengthWidth;
        target[at++] = 0; // attributes: no bit is in use
        at += Varint.Write(target[at..], TimestampDelta(timestampMs));
        at += Varint.Write(target[at..], _openOffsetDelta);
        _buffer.Advance(at);
        _section = Section.Record;
    }

    /// <summary>Opens the key; write it to this builder, then call <see cref="EndKey"/>.</summary>
    public void BeginKey() => Open(Section.Record, Section.Key, _keyWidth);

    /// <summary>Closes the key.</summary>
    public void EndKey()
    {
        Require(Section.Key);
        _keyWidth = CloseLength(_sectionAt, _keyWidth);
        _section = Section.BetweenKeyAndValue;
    }

    /// <summary>Says that the record has no key.</summary>
    public void NullKey()
    {
        Require(Section.Record);
        WriteVarint(-1);
        _section = Section.BetweenKeyAndValue;
    }

    /// <summary>Opens the value; write it to this builder, then call <see cref="EndValue"/>.</summary>
    public void BeginValue() => Open(Section.BetweenKeyAndValue, Section.Value, _valueWidth);

    /// <summary>Closes the value.</summary>
    public void EndValue()
    {
        Require(Section.Value);
        _valueWidth = CloseLength(_sectionAt, _valueWidth);
        _section = Section.Headers;
    }

    /// <summary>Says that the record has no value.</summary>
    public void NullValue()
    {
        Require(Section.BetweenKeyAndValue);
        WriteVarint(-1);
        _section = Section.Headers;
    }

    /// <summary>Adds a header behind the value.</summary>
    public void AddHeader(in RecordHeader header)
    {
        Require(Section.Headers);
        _openHeaders ??= new PooledBuffer();
        int size = SizeOf(header);
        Write(_openHeaders.GetSpan(size), header);
        _openHeaders.Advance(size);
        _openHeaderCount++;
    }

    /// <summary>Closes the record.</summary>
    public void EndRecord()
    {
        Require(Section.Headers);
        WriteVarint(_openHeaderCount);
        if (_openHeaderCount > 0)
            _buffer.Write(_openHeaders!.WrittenSpan);

        _lengthWidth = CloseLength(_recordAt, _lengthWidth);
        _section = Section.None;
        _openHeaders?.Dispose();
        Commit(_openOffsetDelta, _openTimestampMs);
    }

    /// <summary>
    /// Takes the open record back, for example when its codec failed. Does nothing when none is open.
    /// </summary>
    public void CancelRecord()
    {
        if (_section == Section.None)
            return;

        _buffer.Truncate(_recordAt);
        _hasBaseTimestamp &= !_openSetBaseTimestamp;
        _openHeaders?.Dispose();
        _section = Section.None;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        RequireOpenSlice();
        _buffer.Advance(count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        RequireOpenSlice();
        return _buffer.GetMemory(sizeHint);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        RequireOpenSlice();
        return _buffer.GetSpan(sizeHint);
    }

    private void Open(Section from, Section to, int lengthWidth)
    {
        Require(from);
        _sectionAt = _buffer.Length;
        _buffer.GetSpan(lengthWidth);
        _buffer.Advance(lengthWidth);
        _section = to;
    }

    // Writes the length of what follows the reserved bytes at "at"; returns the bytes that the length took.
    private int CloseLength(int at, int reserved)
    {
        int length = _buffer.Length - at - reserved;
        int width = Varint.SizeOf(length);
        if (width != reserved)
        {
            _buffer.GetSpan(Varint.MaxSize);
            _buffer.Advance(Math.Max(width - reserved, 0));
            _buffer.WrittenSpan.Slice(at + reserved, length).CopyTo(_buffer.WrittenSpan[(at + width)..]);
            _buffer.Truncate(at + width + length);
        }

        Varint.Write(_buffer.WrittenSpan[at..], length);
        return width;
    }

    private void WriteVarint(int value) => _buffer.Advance(Varint.Write(_buffer.GetSpan(Varint.MaxSize), value));

    private void Require(Section expected)
    {
        if (_section != expected)
            throw new InvalidOperationException($"The record is at {_section}; this call belongs to {expected}.");
    }

    private void RequireOpenSlice()
    {
        if (_section is not (Section.Key or Section.Value))
            throw new InvalidOperationException("Neither a key nor a value is open.");
    }
}
