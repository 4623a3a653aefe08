namespace TypedStreams;

/// <summary>
/// A record that is no message of the group: without the schema id in front, of a type without a handler, or of a
/// schema that the handler's type cannot read. Fatal for the record; nothing is skipped.
/// </summary>
public sealed class UnreadableMessageException : Exception
{
    internal UnreadableMessageException(string message)
        : base(message)
    {
    }
}
