namespace TypedStreams.Rules;

/// <summary>
/// A data-contract rule refused a message, or could not be run for it. Fatal for the message: trying again gives the
/// same error until the message, the rule or the keys change. The text names the rule and the field and never holds a
/// field's value or a key.
/// </summary>
public sealed class RuleException : Exception
{
    internal RuleException(
        string rule, string subject, RuleMode mode, RuleFailure failure, string message, Exception? inner = null)
        : base(message, inner)
    {
        Rule = rule;
        Subject = subject;
        Mode = mode;
        Failure = failure;
    }

    /// <summary>The rule's name.</summary>
    public string Rule { get; }

    /// <summary>The subject whose schema has the rule.</summary>
    public string Subject { get; }

    /// <summary>Whether the message was being written or read.</summary>
    public RuleMode Mode { get; }

    /// <summary>What kind of failure it is.</summary>
    public RuleFailure Failure { get; }

    /// <summary>The field the rule was at, by its full name; null when it was at the whole message.</summary>
    public string? Field { get; init; }

    /// <summary>
    /// The topic that the rule's action DLQ names for the message (parameter <c>dlq.topic</c>); null for the action
    /// ERROR.
    /// </summary>
    public string? DeadLetterTopic { get; init; }
}
