// The .index file: 8-byte entries (offset - base i32, file position i32). An entry names the last offset of the batch
// that starts at the position, so that Kafka's dump tool agrees. Owner thread only.
using System.Buffers.Binary;

namespace TypedStreams.Storage;

internal sealed class OffsetIndex(IDisk disk, string path, long baseOffset) : IDisposable
{
    public const int EntryBytes = 8;
    private const int PositionAt = 4;

    private readonly IndexFile _file = new(disk, path, EntryBytes);

    public IndexFile File => _file;

    public int Count => _file.Count;

    public (long Offset, int Position) this[int index] =>
        (baseOffset + _file.Int32At(index, at: 0), _file.Int32At(index, PositionAt));

    public void Append(long lastOffset, int position)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteInt32BigEndian(entry, checked((int)(lastOffset - baseOffset)));
        BinaryPrimitives.WriteInt32BigEndian(entry[PositionAt..], position);
        _file.Append(entry);
    }

    /// <summary>A position at or before the batch that contains the offset; 0 when no entry is that early.</summary>
    public int PositionBefore(long offset) => LastBefore(offset)?.Position ?? 0;

    /// <summary>The last entry that is not behind the offset; null when no entry is that early.</summary>
    public (long Offset, int Position)? LastBefore(long offset)
    {
        var index = _file.LastAtMost((int)Math.Clamp(offset - baseOffset, 0, int.MaxValue), at: 0);
        return index < 0 ? null : this[index];
    }

    /// <summary>The largest indexed batch start that is not above a position; 0 when there is none.</summary>
    public int BatchStartAtOrBefore(long position)
    {
        var index = _file.LastAtMost((int)Math.Min(position, int.MaxValue), PositionAt);
        return index < 0 ? 0 : _file.Int32At(index, PositionAt);
    }

    /// <summary>Drops the entries of batches that start at or after a position.</summary>
    public void TruncateToPosition(long position) =>
        _file.RemoveFrom(_file.LastAtMost((int)Math.Min(position - 1, int.MaxValue), PositionAt) + 1);

    public void Dispose() => _file.Dispose();
}
