namespace TypedStreams.SchemaRegistry;

/// <summary>
/// A subject's compatibility rule refuses a schema. Fatal: sending again gives the same error until the message type or
/// the subject's level changes.
/// </summary>
public sealed class SchemaIncompatibleException : RegistryException
{
    internal SchemaIncompatibleException(int code, string subject, string level, string message)
        : base(code, message)
    {
        Subject = subject;
        Level = level;
    }

    /// <summary>The subject.</summary>
    public string Subject { get; }

    /// <summary>The subject's compatibility level, such as BACKWARD.</summary>
    public string Level { get; }
}
