namespace TypedStreams;

/// <summary>
/// What one consumer group does otherwise than its attributes and <see cref="ConsumerSettings"/> say:
/// <c>TypedStreams:Groups:&lt;group&gt;</c>. What is null stays as it was declared; what is set counts for every
/// handler of the group.
/// </summary>
public sealed class GroupSettings
{
    internal const int MaxConcurrency = 1000;
    internal const int MaxDeliveries = 10;

    /// <summary>Messages of a partition that are handled at once, each key in order. 1 to 1000; default null.</summary>
    public int? Concurrency { get; set; }

    /// <summary>How often and when a failing handler is called again.</summary>
    public RetrySettings Retry { get; } = new();

    /// <summary>
    /// True puts messages aside that cannot be handled, false stops their partition
    /// (<see cref="DeadLettersAttribute"/>). Default null; true when <see cref="RetryAfter"/> is set.
    /// </summary>
    public bool? DeadLetters { get; set; }

    /// <summary>
    /// Waits before further deliveries by retry topics: <c>"10s, 5min"</c>, or a list. At most 10, each up to 49 days;
    /// default null. Messages that are in a retry topic when its wait is taken away stay there.
    /// </summary>
    public IReadOnlyList<TimeSpan>? RetryAfter { get; set; }

    /// <summary>How many messages go into one call of a batch handler.</summary>
    public BatchSettings Batch { get; } = new();

    /// <exception cref="InvalidOperationException">It is out of range: code that configured it is wrong.</exception>
    internal int ConcurrencyOf(int declared, ConsumerSettings consumer)
    {
        var concurrency = Concurrency ?? (declared > 0 ? declared : consumer.Concurrency);
        return concurrency is >= 1 and <= MaxConcurrency
            ? concurrency
            : throw new InvalidOperationException(
                $"Concurrency is {concurrency}; set it to 1 to {MaxConcurrency}, or leave it unset.");
    }

    internal BatchOptions Apply(BatchOptions declared) => Batch.Apply(declared);

    internal HandlingPolicy Apply(HandlingPolicy declared) => declared with
    {
        Attempts = Retry.Attempts ?? declared.Attempts,
        FirstDelay = Retry.FirstDelay ?? declared.FirstDelay,
        Factor = Retry.Factor ?? declared.Factor,
        LongestDelay = Retry.LongestDelay ?? declared.LongestDelay,
        Jitter = Retry.Jitter ?? declared.Jitter,
        DeadLetters = DeadLetters ?? (declared.DeadLetters || RetryAfter is { Count: > 0 }),
        RetryAfter = RetryAfter ?? declared.RetryAfter,
    };
}

/// <summary>How often and when a failing handler is called again: <c>TypedStreams:Groups:&lt;group&gt;:Retry</c>.
/// </summary>
public sealed class RetrySettings
{
    /// <summary>Calls of the handler for one delivery, the first included. 1 to 1000; default null.</summary>
    public int? Attempts { get; set; }

    /// <summary>The pause before the second call. 0 or more; default null.</summary>
    public TimeSpan? FirstDelay { get; set; }

    /// <summary>How much longer each pause is than the one before. 1 to 100; default null.</summary>
    public double? Factor { get; set; }

    /// <summary>The longest pause. 0 or more; default null.</summary>
    public TimeSpan? LongestDelay { get; set; }

    /// <summary>The part of each pause that chance adds or takes away. 0 to 1; default null.</summary>
    public double? Jitter { get; set; }
}
