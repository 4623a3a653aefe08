namespace TypedStreams;

/// <summary>Adjusts how a record or enum is called in schemas. Optional: without it the C# name is the name.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface,
    Inherited = false)]
public sealed class SchemaNameAttribute : Attribute
{
    /// <summary>Keeps the C# name.</summary>
    public SchemaNameAttribute()
    {
    }

    /// <summary>Gives another name.</summary>
    /// <param name="name">A letter or '_', then letters, digits and '_'.</param>
    public SchemaNameAttribute(string name) => Name = name;

    /// <summary>The name in schemas; null is the C# name.</summary>
    public string? Name { get; }

    /// <summary>
    /// The namespace in schemas, "" for none. Default null: the C# namespace, or what <see cref="MessageAttribute"/>
    /// says.
    /// </summary>
    public string? Namespace { get; set; }

    /// <summary>Former names, so that data written under them is still read as this type (Avro aliases).</summary>
    public string[]? Aliases { get; set; }
}
