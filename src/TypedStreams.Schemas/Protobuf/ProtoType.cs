namespace TypedStreams.Schemas.Protobuf;

/// <summary>A message or an enum. Immutable once parsed.</summary>
public abstract class ProtoType
{
    private protected ProtoType(string name, string fullName, string place) =>
        (Name, FullName, Place) = (name, fullName, place);

    /// <summary>The simple name.</summary>
    public string Name { get; }

    /// <summary>The name with package and enclosing messages, without a leading dot.</summary>
    public string FullName { get; }

    /// <summary>Where its name stands: "line L, column C", or "" when it did not come from text.</summary>
    public string Place { get; }

    /// <summary>Options set inside of the type.</summary>
    public IReadOnlyList<ProtoOption> Options { get; internal set; } = [];

    /// <summary>Reserved numbers and names.</summary>
    public IReadOnlyList<ProtoReserved> Reserved { get; internal set; } = [];

    /// <summary>The file that declares it; null before that was linked.</summary>
    internal ProtoFile? File { get; set; }

    /// <summary>Where it stands among the types and type-making fields of its parent.</summary>
    internal int Order { get; set; }
}
