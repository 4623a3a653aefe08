namespace TypedStreams.Protocol;

/// <summary>
/// A field has a value that the chosen version cannot carry. Not a network error: choose a higher version, or do
/// without the feature the field belongs to.
/// </summary>
public sealed class UnsupportedFieldException : Exception
{
    /// <summary>Names the field and the version.</summary>
    /// <param name="message">Name of the message type.</param>
    /// <param name="field">Name of the property.</param>
    /// <param name="version">The version being written.</param>
    /// <param name="reason">What is wrong, following "cannot be written: ".</param>
    public UnsupportedFieldException(string message, string field, short version, string reason)
        : base($"{message}.{field} cannot be written in version {version}: {reason}")
    {
        MessageName = message;
        FieldName = field;
        Version = version;
    }

    /// <summary>Name of the message type.</summary>
    public string MessageName { get; }

    /// <summary>Name of the property.</summary>
    public string FieldName { get; }

    /// <summary>The version being written.</summary>
    public short Version { get; }
}
