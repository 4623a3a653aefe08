// Walks the batch headers of a segment through one small window: several small batches cost one read, a large batch one
// read of its header. Stops at the first thing that is not a whole batch. Any thread, over bytes that no longer change.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal ref struct BatchWalker(IDiskFile file, long position, long end, Span<byte> window)
{
    /// <summary>Bytes of a window that suits a walk between two index entries.</summary>
    public const int WindowBytes = 4096;

    private readonly Span<byte> _window = window;
    private long _windowAt = -1;
    private int _windowLength;
    private long _next = position;
    private RecordBatchHeader _header;

    /// <summary>The batch under the walker; valid after <see cref="MoveNext"/> returned true.</summary>
    public readonly ref readonly RecordBatchHeader Header
    {
        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        get => ref _header;
    }

    /// <summary>Where the present batch begins.</summary>
    public long Position { get; private set; }

    /// <summary>Where the next batch begins; where the walk ended when it ended.</summary>
    public readonly long NextPosition => _next;

    /// <summary>True when the walk ended before the end of the bytes.</summary>
    public readonly bool IsBroken => _next < end;

    public bool MoveNext()
    {
        if (end - _next < RecordBatchHeader.Size)
        {
            return false;
        }

        if (_windowAt < 0 || _next < _windowAt || _next + RecordBatchHeader.Size > _windowAt + _windowLength)
        {
            _windowAt = _next;
            _windowLength = file.Read(_next, _window[..(int)Math.Min(_window.Length, end - _next)]);
        }

        if (!RecordBatchHeader.TryRead(_window[(int)(_next - _windowAt).._windowLength], out _header)
            || !_header.IsValidShape || _header.LastOffsetDelta < 0 || _header.TotalSize > end - _next)
        {
            return false;
        }

        Position = _next;
        _next += _header.TotalSize;
        return true;
    }
}
