namespace TypedStreams.Protocol;

/// <summary>
/// Bytes that do not follow the protocol. The only exception a reader of this assembly lets out for bad input; the
/// connection or the batch they came from cannot be used further.
/// </summary>
public sealed class MalformedMessageException : Exception
{
    /// <summary>Says what was read, where, and why it cannot be right.</summary>
    /// <param name="what">What was being read, for example "string".</param>
    /// <param name="position">Byte position in the frame, from 0.</param>
    /// <param name="reason">Why the bytes are refused.</param>
    public MalformedMessageException(string what, long position, string reason)
        : base($"Malformed {what} at byte {position}: {reason}")
    {
        What = what;
        Position = position;
        Reason = reason;
    }

    /// <summary>Wraps what a codec threw, so that nothing else escapes.</summary>
    public MalformedMessageException(string what, long position, string reason, Exception inner)
        : base($"Malformed {what} at byte {position}: {reason}", inner)
    {
        What = what;
        Position = position;
        Reason = reason;
    }

    /// <summary>What was being read.</summary>
    public string What { get; }

    /// <summary>Byte position in the frame, from 0.</summary>
    public long Position { get; }

    /// <summary>Why the bytes are refused.</summary>
    public string Reason { get; }
}
