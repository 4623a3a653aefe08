namespace TypedStreams.Rules;

/// <summary>Why a rule refused a message.</summary>
public enum RuleFailure
{
    /// <summary>A condition is false: the message is not what the contract asks for.</summary>
    Condition,

    /// <summary>An expression cannot be read, or has no value for this message.</summary>
    Expression,

    /// <summary>A value cannot be put where the rule puts it: its type is not the field's.</summary>
    Value,

    /// <summary>A key cannot be had: no provider, no such key, or the key service refused.</summary>
    Key,

    /// <summary>A value cannot be encrypted or decrypted with its key.</summary>
    Cipher,

    /// <summary>The rule itself is not one that this client runs.</summary>
    Unsupported,

    /// <summary>The rule ran, and asks for its error action on success.</summary>
    Action,
}
