namespace TypedStreams.Client;

/// <summary>What a caller can do about a <see cref="KafkaException"/>.</summary>
public enum KafkaErrorKind
{
    /// <summary>
    /// The same call may succeed later; the client has already retried as long as its time-outs allow.
    /// </summary>
    Retriable,

    /// <summary>
    /// The open transaction cannot be committed any more: abort it, go back to the committed offsets, and do its work
    /// again in a new one. The producer stays usable.
    /// </summary>
    Abort,

    /// <summary>
    /// Another process has taken this one's place (producer epoch, group generation or instance id). Stop working on
    /// what was owned; rejoin or end.
    /// </summary>
    Fenced,

    /// <summary>Repeating the call cannot help: change the request, the configuration or the rights.</summary>
    Fatal,
}
