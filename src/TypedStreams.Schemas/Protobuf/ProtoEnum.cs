namespace TypedStreams.Schemas.Protobuf;

/// <summary>An enum. Immutable once parsed.</summary>
public sealed class ProtoEnum : ProtoType
{
    internal ProtoEnum(string name, string fullName, string place)
        : base(name, fullName, place)
    {
    }

    /// <summary>Its values in written order; the first is the default.</summary>
    public IReadOnlyList<ProtoEnumValue> Values { get; internal set; } = [];
}
