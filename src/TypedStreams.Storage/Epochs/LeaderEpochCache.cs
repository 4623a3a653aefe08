// Which leader epoch wrote which offsets (KIP-101): the ground for truncation without guessing. Owner thread only,
// except that the list taken by Capture is written to leader-epoch-checkpoint by the sync thread.
using System.Globalization;
using System.Text;

namespace TypedStreams.Storage;

/// <summary>The leader epochs of one log with their start offsets, ascending in both.</summary>
public sealed class LeaderEpochCache
{
    private readonly List<EpochEntry> _entries = [];

    /// <summary>The entries, oldest first.</summary>
    public IReadOnlyList<EpochEntry> Entries => _entries;

    /// <summary>The newest epoch, -1 when there is none.</summary>
    public int LatestEpoch => _entries.Count == 0 ? -1 : _entries[^1].Epoch;

    /// <summary>True when the entries differ from what was captured for the checkpoint last.</summary>
    internal bool IsDirty { get; private set; }

    /// <summary>
    /// Notes that an epoch begins at an offset. Entries that it contradicts (same or later start, same or later epoch)
    /// are removed; an epoch that is already the newest changes nothing.
    /// </summary>
    internal void Assign(int epoch, long startOffset)
    {
        if (epoch < 0 || epoch == LatestEpoch)
        {
            return;
        }

        while (_entries.Count > 0 && (_entries[^1].StartOffset >= startOffset || _entries[^1].Epoch >= epoch))
        {
            _entries.RemoveAt(_entries.Count - 1);
        }

        _entries.Add(new EpochEntry(epoch, startOffset));
        IsDirty = true;
    }

    /// <summary>
    /// Where a leader epoch ends (KIP-101, KIP-279): the largest epoch not above the wanted one and the offset after
    /// its
    /// last record. Both are -1 when the epoch is unknown and newer than all.
    /// </summary>
    /// <param name="epoch">The epoch that is asked about.</param>
    /// <param name="logEndOffset">Where the newest epoch ends.</param>
    public (int Epoch, long EndOffset) EndOffsetFor(int epoch, long logEndOffset)
    {
        if (epoch < 0 || _entries.Count == 0 || epoch > LatestEpoch)
        {
            return (-1, -1);
        }

        if (epoch == LatestEpoch)
        {
            return (epoch, logEndOffset);
        }

        var next = _entries.FindIndex(e => e.Epoch > epoch);
        return next == 0 ? (epoch, _entries[0].StartOffset) : (_entries[next - 1].Epoch, _entries[next].StartOffset);
    }

    /// <summary>The epoch that wrote, or would write, an offset; -1 when unknown.</summary>
    public int EpochForOffset(long offset)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].StartOffset <= offset)
            {
                return _entries[i].Epoch;
            }
        }

        return -1;
    }

    /// <summary>Forgets epochs that begin at or after the new end of the log.</summary>
    internal void TruncateFromEnd(long endOffset)
    {
        IsDirty |= _entries.RemoveAll(e => e.StartOffset >= endOffset) > 0;
    }

    /// <summary>
    /// Forgets epochs that end at or before the new start of the log; the one that spans it begins there.
    /// </summary>
    internal void TruncateFromStart(long startOffset)
    {
        var spanning = _entries.FindLastIndex(e => e.StartOffset <= startOffset);
        if (spanning >= 0 && _entries[spanning].StartOffset < startOffset)
        {
            _entries[spanning] = _entries[spanning] with { StartOffset = startOffset };
            IsDirty = true;
        }

        if (spanning > 0)
        {
            _entries.RemoveRange(0, spanning);
            IsDirty = true;
        }
    }

    /// <summary>Has the checkpoint written by the next sync whether or not anything changed.</summary>
    internal void MarkDirty() => IsDirty = true;

    internal void Clear()
    {
        IsDirty |= _entries.Count > 0;
        _entries.Clear();
    }

    /// <summary>A copy for the checkpoint; from now on the cache counts as clean.</summary>
    internal EpochEntry[] Capture()
    {
        IsDirty = false;
        return [.. _entries];
    }

    internal static void Write(IDisk disk, string directory, ReadOnlySpan<EpochEntry> entries)
    {
        var text = new StringBuilder();
        text.Append("0\n").Append(CultureInfo.InvariantCulture, $"{entries.Length}\n");
        foreach (var entry in entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Epoch} {entry.StartOffset}\n");
        }

        AtomicFile.Write(disk, $"{directory}/{LogFileNames.LeaderEpochs}", text.ToString());
    }

    /// <summary>Loads the checkpoint; a missing or broken one gives an empty cache, which a scan can fill.</summary>
    internal static LeaderEpochCache Load(IDisk disk, string directory)
    {
        var cache = new LeaderEpochCache();
        var lines = AtomicFile.ReadLines(disk, $"{directory}/{LogFileNames.LeaderEpochs}") ?? [];
        foreach (var line in lines.Skip(2))
        {
            var parts = line.Split(' ');
            if (parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var epoch)
                && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var start))
            {
                cache.Assign(epoch, start);
            }
        }

        cache.IsDirty = false;
        return cache;
    }
}
