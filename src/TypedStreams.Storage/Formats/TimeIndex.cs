// The .timeindex file: 12-byte entries (timestamp i64, offset - base i32), timestamps strictly ascending. The offset is
// the last one of the batch that holds the largest timestamp so far. Owner thread only.
using System.Buffers.Binary;

namespace TypedStreams.Storage;

internal sealed class TimeIndex(IDisk disk, string path, long baseOffset) : IDisposable
{
    public const int EntryBytes = 12;
    private const int OffsetAt = 8;

    private readonly IndexFile _file = new(disk, path, EntryBytes);

    public IndexFile File => _file;

    public int Count => _file.Count;

    public (long Timestamp, long Offset) this[int index] =>
        (_file.Int64At(index, at: 0), baseOffset + _file.Int32At(index, OffsetAt));

    /// <summary>Adds an entry unless its timestamp is not above the last one's.</summary>
    public void MaybeAppend(long timestamp, long offset)
    {
        if (timestamp < 0 || (Count > 0 && this[Count - 1].Timestamp >= timestamp))
        {
            return;
        }

        Span<byte> entry = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteInt64BigEndian(entry, timestamp);
        BinaryPrimitives.WriteInt32BigEndian(entry[OffsetAt..], checked((int)(offset - baseOffset)));
        _file.Append(entry);
    }

    /// <summary>
    /// The last entry whose timestamp is below the wanted one: every batch up to its offset is older.
    /// Null when there is none.
    /// </summary>
    public (long Timestamp, long Offset)? LastBelow(long timestamp)
    {
        var index = _file.LastBelow(timestamp);
        return index < 0 ? null : this[index];
    }

    /// <summary>Drops the entries that name offsets at or after one.</summary>
    public void TruncateToOffset(long offset)
    {
        var relative = offset - baseOffset - 1;
        _file.RemoveFrom(relative < 0 ? 0 : _file.LastAtMost((int)Math.Min(relative, int.MaxValue), OffsetAt) + 1);
    }

    public void Dispose() => _file.Dispose();
}
