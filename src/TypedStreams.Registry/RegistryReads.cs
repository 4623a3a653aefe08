namespace TypedStreams.Registry;

/// <summary>How current the answers of a registry are when others write to the same topic.</summary>
public enum RegistryReads
{
    /// <summary>
    /// Every answer knows all that any registry on the topic had acknowledged before the request came, at the price of
    /// one question to the broker for all requests that wait at the same time. A schema by its id is answered without.
    /// </summary>
    Current = 0,

    /// <summary>
    /// Answers know what this registry has read so far, as Confluent's do; also while the broker is away.
    /// </summary>
    Local = 1,
}
