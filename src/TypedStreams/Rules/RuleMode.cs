namespace TypedStreams.Rules;

/// <summary>When a rule runs.</summary>
public enum RuleMode
{
    /// <summary>Before a value is sent.</summary>
    Write,

    /// <summary>After a value has come.</summary>
    Read,
}
