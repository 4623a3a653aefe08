namespace TypedStreams;

/// <summary>
/// What happens to messages of a type whose handler fails: what <see cref="RetryAttribute"/>,
/// <see cref="DeadLettersAttribute"/> and the configuration say.
/// The default calls the handler once, and a failure stops the partition. Compared by value.
/// </summary>
public sealed record HandlingPolicy
{
    /// <summary>One call; a failure stops the partition.</summary>
    public static HandlingPolicy Default { get; } = new();

    /// <summary>Calls of the handler for one delivery, the first included. 1 to 1000; default 1.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The pause before the second call. 0 or more; default 100 ms (Kafka <c>retry.backoff.ms</c>).</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How much longer each pause is than the one before. 1 to 100; default 2 (KIP-580).</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest pause. <see cref="FirstDelay"/> or more; default 1 s (Kafka <c>retry.backoff.max.ms</c>).
    /// </summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The part of each pause that chance adds or takes away, so that messages which failed together do not come
    /// together again. 0 to 1; default 0.2 (KIP-580).
    /// </summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>
    /// True to put a message aside after its last attempt, false to stop the partition. Default false.
    /// </summary>
    public bool DeadLetters { get; init; }

    /// <summary>
    /// Waits before further deliveries by retry topics, at most 10; used with <see cref="DeadLetters"/>. Default none.
    /// </summary>
    public IReadOnlyList<TimeSpan> RetryAfter { get; init; } = [];

    /// <summary>True when this is the default in effect: one call, then the partition stops.</summary>
    public bool IsDefault => Attempts == 1 && !DeadLetters;

    /// <inheritdoc/>
    public bool Equals(HandlingPolicy? other) => other is not null
        && (Attempts, FirstDelay, Factor, LongestDelay, Jitter, DeadLetters) == (
            other.Attempts, other.FirstDelay, other.Factor, other.LongestDelay, other.Jitter, other.DeadLetters)
        && RetryAfter.SequenceEqual(other.RetryAfter);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Attempts, FirstDelay, Factor, LongestDelay, Jitter, DeadLetters, RetryAfter.Count);
}
