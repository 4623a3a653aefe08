// Walks the headers of one record; validates as it goes.
using System.Text;

namespace TypedStreams.Protocol.Records;

/// <summary>A cursor over the headers of one record. Slices are valid as long as the memory it reads.</summary>
public ref struct RecordHeaderReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly int _start;
    private int _left;
    private int _position;
    private int _keyAt;
    private int _keyLength;
    private int _valueAt;
    private int _valueLength;

    internal RecordHeaderReader(ReadOnlyMemory<byte> headers, int count, int start)
    {
        _memory = headers;
        _left = count;
        _start = start;
    }

    /// <summary>The key as UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Utf8Key => _memory.Span.Slice(_keyAt, _keyLength);

    /// <summary>The key as a new string.</summary>
    public readonly string Key => Encoding.UTF8.GetString(Utf8Key);

    /// <summary>True when the header has no value at all.</summary>
    public readonly bool IsValueNull => _valueLength < 0;

    /// <summary>The value; empty when null.</summary>
    public readonly ReadOnlySpan<byte> Value => _memory.Span.Slice(_valueAt, Math.Max(_valueLength, 0));

    /// <summary>The value as memory; null when there is none.</summary>
    public readonly ReadOnlyMemory<byte>? ValueMemory =>
        IsValueNull ? default(ReadOnlyMemory<byte>?) : _memory.Slice(_valueAt, _valueLength);

    /// <summary>Moves to the next header; false after the last.</summary>
    /// <exception cref="MalformedMessageException">A length is wrong, or bytes follow the last header.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            if (_position != _memory.Length)
                Throw($"{_memory.Length - _position} bytes follow the headers");

            return false;
        }

        (_keyAt, _keyLength) = ReadSlice("key", shortest: 0);
        (_valueAt, _valueLength) = ReadSlice("value", shortest: -1);
        _left--;
        return true;
    }

    private (int At, int Length) ReadSlice(string what, int shortest)
    {
        if (!Varint.TryRead(_memory.Span, ref _position, out int length))
            Throw($"the length of its {what} is cut off or too long");

        if (length < shortest || length > _memory.Length - _position)
            Throw($"the length {length} of its {what} does not fit {_memory.Length - _position} bytes");

        int at = _position;
        _position += Math.Max(length, 0);
        return (at, length);
    }

    private readonly void Throw(string reason) =>
        throw new MalformedMessageException("record header", _start + _position, reason);
}
