// The receiving end of a decompressor: hands out room in steps and counts, never past the limit.
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Compression;

internal ref struct BoundedOutput
{
    private const int StepSize = 32 * 1024;

    private readonly PooledBuffer _buffer;
    private readonly CompressionType _type;
    private readonly int _maxBytes;
    private int _left;

    public BoundedOutput(PooledBuffer buffer, CompressionType type, int maxBytes)
    {
        _buffer = buffer;
        _type = type;
        _maxBytes = maxBytes;
        _left = maxBytes;
    }

    // Room for the next step: at least one byte, so that a decompressor that is done can say so. When the limit is
    // reached the one byte is a trap: to write it is an error, raised in Advance.
    public readonly Span<byte> GetSpan()
    {
        int wanted = Math.Clamp(_left, 1, StepSize);
        return _buffer.GetSpan(wanted)[..wanted];
    }

    public void Advance(int count)
    {
        RequireRoom(count);
        _buffer.Advance(count);
        _left -= count;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        RequireRoom(bytes.Length);
        _buffer.Write(bytes);
        _left -= bytes.Length;
    }

    public readonly void RequireRoom(long count)
    {
        if (count > _left)
            Throw($"it unpacks to more than {_maxBytes} bytes");
    }

    [DoesNotReturn]
    public readonly void Throw(string reason, Exception? inner = null)
    {
        string what = $"{_type} records";
        throw inner is null
            ? new MalformedMessageException(what, 0, reason)
            : new MalformedMessageException(what, 0, reason, inner);
    }
}
