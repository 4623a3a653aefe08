namespace TypedStreams.Broker.Core.Coordination;

/// <summary>
/// Stands for a waiting request; opaque to the core. The shell keeps in <see cref="Target"/> what it needs.
/// </summary>
public readonly record struct ReplyToken(object Target);
