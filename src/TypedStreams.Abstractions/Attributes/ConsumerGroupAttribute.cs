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
}
