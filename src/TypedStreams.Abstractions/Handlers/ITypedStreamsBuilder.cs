// What generated registration talks to. No dependency-injection types here: the hosting package implements these over
// its service collection, a test may implement them over a list.

using System.Diagnostics.CodeAnalysis;

namespace TypedStreams;

/// <summary>Collects the consumer groups of an application. Used while the host is built, by one thread.</summary>
public interface ITypedStreamsBuilder
{
    /// <summary>Adds a consumer group; called by generated <c>Add&lt;ClassName&gt;</c> methods.</summary>
    /// <typeparam name="THandler">The class with the handler methods; created by dependency injection.</typeparam>
    /// <param name="group">The consumer group's name.</param>
    /// <param name="configure">Names each message type and how it is handed to the handler.</param>
    ITypedStreamsBuilder AddConsumerGroup<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string group, Action<IConsumerGroupBuilder<THandler>> configure)
        where THandler : class;
}
