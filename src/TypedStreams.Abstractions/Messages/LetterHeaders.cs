namespace TypedStreams;

/// <summary>
/// Headers of records in retry topics and dead letter topics, behind the record's own. Values are UTF-8 text, numbers
/// in decimal.
/// </summary>
public static class LetterHeaders
{
    /// <summary>The topic in which the message was sent.</summary>
    public const string OriginTopic = "typedstreams.origin.topic";

    /// <summary>Its partition there, from 0.</summary>
    public const string OriginPartition = "typedstreams.origin.partition";

    /// <summary>Its offset there, from 0.</summary>
    public const string OriginOffset = "typedstreams.origin.offset";

    /// <summary>Its timestamp there, in milliseconds since 1970.</summary>
    public const string OriginTimestamp = "typedstreams.origin.timestamp";

    /// <summary>The consumer group that put it aside, as the cluster knows it.</summary>
    public const string Group = "typedstreams.group";

    /// <summary>Calls of the handler so far, over all deliveries; 0 when the record could not be read.</summary>
    public const string Attempt = "typedstreams.attempt";

    /// <summary>The full name of the last exception's type.</summary>
    public const string ErrorType = "typedstreams.error.type";

    /// <summary>
    /// The last exception's message, up to 1024 characters of it. Of a value that cannot be read it begins with its
    /// topic, partition and offset, and says at which byte and in which field.
    /// </summary>
    public const string ErrorMessage = "typedstreams.error.message";

    /// <summary>When it is to be handled again, in milliseconds since 1970; in retry topics only.</summary>
    public const string Due = "typedstreams.due";
}
