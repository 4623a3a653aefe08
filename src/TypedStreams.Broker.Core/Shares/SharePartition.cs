namespace TypedStreams.Broker.Core.Shares;

/// <summary>The state of one share partition.</summary>
internal sealed class SharePartition(ShareKey key)
{
    internal ShareKey Key { get; } = key;

    /// <summary>Where its records are; meaningless until <see cref="IsStarted"/>.</summary>
    internal ShareWindow Window { get; } = new();

    /// <summary>Whether it is decided where the group begins.</summary>
    internal bool IsStarted { get; set; }

    /// <summary>Who waits for the record that says where the group begins; null when it is not on its way.</summary>
    internal List<Coordination.ReplyToken>? Starting { get; set; }

    /// <summary>The locks under which members hold records.</summary>
    internal HashSet<ShareLock> Locks { get; } = [];

    /// <summary>What holds for it; as of the last request.</summary>
    internal ShareLimits Limits { get; set; } = new();

    /// <summary>Counts how often the start offset was set by hand.</summary>
    internal int StateEpoch { get; set; }

    internal int LeaderEpoch { get; set; }

    internal int SnapshotEpoch { get; set; } = -1;

    internal long CreatedMs { get; set; }

    internal int UpdatesSinceSnapshot { get; set; }

    /// <summary>Whether the log lacks something that only a snapshot brings.</summary>
    internal bool NeedsSnapshot { get; set; } = true;

    /// <summary>The start offset that the log has.</summary>
    internal long StartInLog { get; set; } = ShareStateRecords.NoStart;

    /// <summary>Offsets of the window on whose delivery is complete.</summary>
    internal int FinishedCount =>
        (int)Window.Ranges.Where(range => range.IsFinished).Sum(range => range.Last - range.First + 1);
}
