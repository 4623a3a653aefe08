// The memory of one response, rented. Counted: each holder of a slice has a share, the last one gives it back.
using System.Buffers;

namespace TypedStreams.Client.Connections;

/// <summary>
/// A response as it came, without its length. Starts with one share; any thread may retain and release.
/// </summary>
internal sealed class ResponseFrame
{
    private byte[] _array;
    private int _shares = 1;

    public ResponseFrame(int length)
    {
        _array = ArrayPool<byte>.Shared.Rent(length);
        Length = length;
    }

    public int Length { get; }

    public Memory<byte> Memory => _array.AsMemory(0, Length);

    public void Retain() => Interlocked.Increment(ref _shares);

    public void Release()
    {
        int left = Interlocked.Decrement(ref _shares);
        if (left == 0)
            ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _array, []));
        else if (left < 0)
            throw new InvalidOperationException("A response frame was released more often than it was retained.");
    }
}
