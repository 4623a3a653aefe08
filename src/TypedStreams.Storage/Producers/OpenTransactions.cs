// Where the open transactions of one log begin, and so up to where its records are decided: the last stable offset. A
// transaction whose marker is not committed yet counts as open, for a reader may not see its records before the marker.
// Owner thread only.
namespace TypedStreams.Storage;

internal sealed class OpenTransactions
{
    private readonly SortedSet<long> _open = [];
    private readonly Queue<(long FirstOffset, long MarkerOffset)> _ended = [];

    /// <summary>First offset of the oldest transaction without a marker; null when there is none.</summary>
    public long? OldestOpen => _open.Count == 0 ? null : _open.Min;

    public void Begin(long firstOffset) => _open.Add(firstOffset);

    public void End(long firstOffset, long markerOffset)
    {
        _open.Remove(firstOffset);
        _ended.Enqueue((firstOffset, markerOffset));
    }

    /// <summary>The first offset that a reader of committed records may not see yet.</summary>
    /// <param name="highWatermark">Never goes back between two truncations.</param>
    public long LastStableOffset(long highWatermark)
    {
        while (_ended.TryPeek(out var oldest) && oldest.MarkerOffset < highWatermark)
        {
            _ended.Dequeue();
        }

        var stable = Math.Min(highWatermark, OldestOpen ?? highWatermark);
        foreach (var ended in _ended)
        {
            stable = Math.Min(stable, ended.FirstOffset);
        }

        return stable;
    }

    public void Clear()
    {
        _open.Clear();
        _ended.Clear();
    }
}
