namespace TypedStreams;

/// <summary>How messages leave the outbox: <c>TypedStreams:Outbox</c>.</summary>
public sealed class OutboxSettings
{
    /// <summary>
    /// Name of the relay's consumer group and of its topic, which has one partition and no records: the member that
    /// gets it relays, and its offset counts the batches that are out. One database, one name. Default <c>outbox</c>.
    /// </summary>
    public string Name { get; set; } = "outbox";

    /// <summary>
    /// How often the relay looks for rows that other processes committed; this one's commits of database groups wake
    /// it. Above 0; default 100 ms (as long as a transaction of a pipeline stays open).
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Messages in one transaction of the relay, at most. 1 to 100,000; default 1,000.</summary>
    public int MaxMessages { get; set; } = 1_000;
}
