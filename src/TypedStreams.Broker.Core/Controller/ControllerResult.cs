namespace TypedStreams.Broker.Core.Controller;

/// <summary>
/// What a controller handler decided: what to write to the metadata log, and what to answer after that.
/// </summary>
/// <typeparam name="TResponse">The response of the request.</typeparam>
/// <param name="Records">The records, appended as one batch; none when nothing changes.</param>
/// <param name="Response">The answer, sent once the records are committed.</param>
public readonly record struct ControllerResult<TResponse>(IReadOnlyList<object> Records, TResponse Response);
