namespace TypedStreams.Protocol;

/// <summary>One row of the <see cref="ErrorTable"/>.</summary>
/// <param name="Code">The number on the wire.</param>
/// <param name="Name">Kafka's name, for example UNKNOWN_TOPIC_OR_PARTITION.</param>
/// <param name="Retriable">True when the same request may succeed later, as Kafka's clients see it.</param>
/// <param name="Meaning">What happened and what to do, in one sentence.</param>
public sealed record ErrorInfo(ErrorCode Code, string Name, bool Retriable, string Meaning);
