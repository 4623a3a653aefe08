namespace TypedStreams;

/// <summary>
/// Has a handler called again when it throws, after a pause that grows: of a method, or of every method of a
/// <see cref="ConsumerGroupAttribute"/> class that has none of its own. The message waits in its place: those of its
/// key wait behind it, the others go on when the group is concurrent. Without it the first failure stops the partition;
/// with it the last one does. Data that cannot be read is not tried again. The configuration can change every number
/// (<c>TypedStreams:Groups:&lt;group&gt;:Retry</c>). Durations are written as in configuration files: "250ms", "5s".
/// </summary>
/// <param name="attempts">Calls of the handler in all, the first included. 2 to 1000.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RetryAttribute(int attempts) : Attribute
{
    /// <summary>Calls of the handler in all.</summary>
    public int Attempts { get; } = attempts;

    /// <summary>The pause before the second call. Default "100ms" (Kafka <c>retry.backoff.ms</c>).</summary>
    public string FirstDelay { get; set; } = "100ms";

    /// <summary>How much longer each pause is than the one before. 1 to 100; default 2 (KIP-580).</summary>
    public double Factor { get; set; } = 2;

    /// <summary>The longest pause, <see cref="FirstDelay"/> or more. Default "1s" (Kafka <c>retry.backoff.max.ms</c>).
    /// </summary>
    public string LongestDelay { get; set; } = "1s";

    /// <summary>The part of each pause that chance adds or takes away. 0 to 1; default 0.2 (KIP-580).</summary>
    public double Jitter { get; set; } = 0.2;
}
