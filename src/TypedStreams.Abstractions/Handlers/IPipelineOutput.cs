namespace TypedStreams;

/// <summary>Where an exactly-once handler's messages go: into the open transaction of its partition.</summary>
public interface IPipelineOutput
{
    /// <summary>Adds a message to the transaction.</summary>
    /// <typeparam name="T">The message type; named by <see cref="IConsumerGroupBuilder{THandler}.Output"/>.</typeparam>
    /// <param name="message">The message; encoded before the call returns, unless the task is still running.</param>
    /// <param name="cancellationToken">Stops waiting for room.</param>
    /// <returns>Completes when the message is in its batch; whether it is written, the commit tells.</returns>
    ValueTask SendAsync<T>(T message, CancellationToken cancellationToken = default)
        where T : IMessage<T>;
}
