namespace TypedStreams;

/// <summary>
/// Marks a method of a <see cref="ConsumerGroupAttribute"/> class as the handler of its first parameter's message type.
/// It may also take a <see cref="MessageContext"/> and a <see cref="CancellationToken"/>, and returns void,
/// <see cref="Task"/> or <see cref="ValueTask"/>. Delivery is at least once.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HandleAttribute : Attribute;
