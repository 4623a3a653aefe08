namespace TypedStreams;

/// <summary>How messages are received: <c>TypedStreams:Consumer</c>. Delivery is at least once.</summary>
public sealed class ConsumerSettings
{
    /// <summary>
    /// Where a group starts in a partition without a committed offset. Default <see cref="StartFrom.Earliest"/>: a new
    /// group misses nothing (Kafka's own default is latest).
    /// </summary>
    public StartFrom StartFrom { get; set; } = StartFrom.Earliest;

    /// <summary>
    /// How often handled offsets are committed. Above 0; default 5 s (Kafka <c>auto.commit.interval.ms</c>). They are
    /// also committed when a partition is revoked and when the host stops.
    /// </summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Fetched batches that wait for the handler, a partition. 1 to 1000; default 4. A full partition is paused; the
    /// others go on.
    /// </summary>
    public int BufferedBatches { get; set; } = 4;

    /// <summary>
    /// Messages of a partition that are handled at once, in groups that do not say otherwise
    /// (<see cref="ConsumerGroupAttribute.Concurrency"/>, <see cref="GroupSettings.Concurrency"/>): those of one key
    /// one after the other, in order; different keys, and messages without a key, side by side. 1 to 1000; default 1:
    /// the order of the partition.
    /// </summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>
    /// How long the running handler may take to finish after a revoke or a stop before its token is cancelled. 0 or
    /// more; default 5 s, well inside the host's shutdown timeout of 30 s.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a member may be silent before the group gives its partitions to others: what a killed process costs.
    /// Three heartbeats go out in that time. 1 s or more; default 45 s (Kafka <c>session.timeout.ms</c>); brokers
    /// refuse less than their <c>group.min.session.timeout.ms</c>, 6 s.
    /// </summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Kafka's <c>heartbeat.interval.ms</c>, 3 s, unless a session is shorter than three of them.</summary>
    internal TimeSpan HeartbeatInterval
    {
        get
        {
            var third = SessionTimeout / 3;
            return third < TimeSpan.FromSeconds(3) ? third : TimeSpan.FromSeconds(3);
        }
    }

    /// <summary>
    /// What a message that cannot be handled stops: a failing handler, malformed data, an unknown type. Nothing is
    /// skipped either way. Default <see cref="FailureAction.StopHost"/>.
    /// </summary>
    public FailureAction OnFailure { get; set; } = FailureAction.StopHost;
}

/// <summary>Where a group starts in a partition without a committed offset.</summary>
public enum StartFrom
{
    /// <summary>At the oldest record.</summary>
    Earliest = 0,

    /// <summary>After the newest record.</summary>
    Latest = 1,

    /// <summary>Nowhere: it is an error.</summary>
    Error = 2,
}

/// <summary>What a message that cannot be handled stops.</summary>
public enum FailureAction
{
    /// <summary>
    /// The host: other partitions finish and commit, then stopping the host throws
    /// <see cref="ConsumerGroupFailedException"/>, so that the process does not end as if all were well.
    /// </summary>
    StopHost = 0,

    /// <summary>
    /// Its partition only: it stays at that message until it is assigned anew, while the others go on.
    /// </summary>
    StopPartition = 1,
}
