namespace TypedStreams;

/// <summary>
/// Puts a message aside whose handler has failed for the last time, instead of stopping its partition: of a method, or
/// of every method of a <see cref="ConsumerGroupAttribute"/> class that has none of its own. The record goes unchanged
/// to the topic <c>&lt;topic&gt;.&lt;group&gt;.dead</c>, with <see cref="LetterHeaders"/> that say where it came from
/// and why; records that cannot be read go there too, at once. The progress of the group moves on only when the letter
/// is written, in an exactly-once group in the same transaction. Later messages of its key are then handled before it.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class DeadLettersAttribute : Attribute
{
    /// <summary>
    /// Waits before further deliveries, such as <c>["10s", "5min"]</c>: a failed message goes to
    /// <c>&lt;topic&gt;.&lt;group&gt;.retry.1</c> first, is handled again by the same group when the first wait is
    /// over, and so on; after the last one it is dead. Each delivery has the attempts of <see cref="RetryAttribute"/>.
    /// At most 10, each up to 49 days, written as in configuration files. The same for all types of a topic. Default:
    /// none.
    /// </summary>
    public string[] RetryAfter { get; set; } = [];
}
