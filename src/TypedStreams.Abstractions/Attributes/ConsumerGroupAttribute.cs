namespace TypedStreams;

/// <summary>
/// Makes a class the handler of a consumer group: each <see cref="HandleAttribute"/> method receives one message type.
/// The generator writes an <c>Add&lt;ClassName&gt;</c> extension of <see cref="ITypedStreamsBuilder"/>.
/// </summary>
/// <param name="name">The consumer group's name; never empty.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ConsumerGroupAttribute(string name) : Attribute
{
    /// <summary>The consumer group's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Messages of a partition that are handled at once: those of one key one after the other, in order, different keys
    /// and messages without a key side by side. 1 to 1000. Default 0: as the configuration says
    /// (<c>TypedStreams:Consumer:Concurrency</c>), which is 1 unless it was set. Handlers must then be thread-safe, as
    /// they must for several partitions.
    /// </summary>
    public int Concurrency { get; set; }
}
