namespace TypedStreams.Schemas.Protobuf;

/// <summary>A field of a message, or an extension. Immutable once parsed.</summary>
public sealed class ProtoField
{
    internal ProtoField(string name, int number, string typeName, ProtoLabel label, string place)
    {
        Name = name;
        Number = number;
        TypeName = typeName;
        Label = label;
        Place = place;
        Scalar = ProtoScalars.TryGet(typeName);
    }

    /// <summary>The name; of a group the name of its message, as it was written.</summary>
    public string Name { get; }

    /// <summary>The number on the wire, 1 to 536,870,911.</summary>
    public int Number { get; }

    /// <summary>The type as it was written; of a map the type of its values.</summary>
    public string TypeName { get; }

    /// <summary>What stands before the type.</summary>
    public ProtoLabel Label { get; }

    /// <summary>Where the name stands: "line L, column C", or "" when it did not come from text.</summary>
    public string Place { get; }

    /// <summary>The scalar type (of a map: of its values), or null when the type is a message or an enum.</summary>
    public ProtoScalar? Scalar { get; }

    /// <summary>The key type of a map, or null.</summary>
    public ProtoScalar? MapKey { get; internal set; }

    /// <summary>The body of a group, or null.</summary>
    public ProtoMessage? Group { get; internal set; }

    /// <summary>Options, <c>default</c> and <c>json_name</c> among them.</summary>
    public IReadOnlyList<ProtoOption> Options { get; internal set; } = [];

    /// <summary>
    /// The message or enum that <see cref="TypeName"/> means (of a map: of its values); null for a scalar, and before
    /// the file was linked.
    /// </summary>
    public ProtoType? Target { get; internal set; }

    /// <summary>True for a map.</summary>
    public bool IsMap => MapKey is not null;

    /// <summary>The value of <c>default</c>, or null.</summary>
    public ProtoValue? Default => Option("default");

    /// <summary>The name in descriptors: a group's is in lower case.</summary>
    internal string WireName => Group is null ? Name : Name.ToLowerInvariant();

    /// <summary>Where it stands among the members of its parent.</summary>
    internal int Order { get; set; }

    /// <summary>Of a map: where the message of its entries stands among the types of its parent.</summary>
    internal int TypeOrder { get; set; }

    /// <summary>The value of the option of that name, or null.</summary>
    public ProtoValue? Option(string name) => Options.FirstOrDefault(option => option.Name == name)?.Value;
}
