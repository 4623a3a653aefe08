namespace TypedStreams;

/// <summary>
/// Adjusts how a member appears in the schema. Optional: without it the member's own name is the field.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FieldAttribute : Attribute
{
    /// <summary>Field name in the schema. Default: the member's name as written in C#.</summary>
    public string? Name { get; set; }

    /// <summary>Former names, so that data written under them is still read into this member.</summary>
    public string[]? Aliases { get; set; }

    /// <summary>
    /// Value a reader takes when the writer had no such field: a constant of the member's type. Default: the
    /// parameter's default value, if it has one.
    /// </summary>
    public object? Default { get; set; }

    /// <summary>Documentation text in the schema.</summary>
    public string? Doc { get; set; }
}
