namespace TypedStreams.Schemas.Protobuf;

/// <summary>A message, also the body of a group. Immutable once parsed.</summary>
public sealed class ProtoMessage : ProtoType
{
    internal ProtoMessage(string name, string fullName, string place)
        : base(name, fullName, place)
    {
    }

    /// <summary>Fields that stand in no oneof, groups among them, in written order.</summary>
    public IReadOnlyList<ProtoField> Fields { get; internal set; } = [];

    /// <summary>The oneofs.</summary>
    public IReadOnlyList<ProtoOneOf> OneOfs { get; internal set; } = [];

    /// <summary>Nested messages without the bodies of groups.</summary>
    public IReadOnlyList<ProtoMessage> Messages { get; internal set; } = [];

    /// <summary>Nested enums.</summary>
    public IReadOnlyList<ProtoEnum> Enums { get; internal set; } = [];

    /// <summary>Numbers left to extensions.</summary>
    public IReadOnlyList<ProtoExtensions> Extensions { get; internal set; } = [];

    /// <summary>Extensions declared in the scope of this message.</summary>
    public IReadOnlyList<ProtoExtend> Extends { get; internal set; } = [];

    /// <summary>Every field, those of oneofs included, in written order.</summary>
    public IEnumerable<ProtoField> AllFields =>
        Fields.Concat(OneOfs.SelectMany(oneOf => oneOf.Fields)).OrderBy(member => member.Order);

    /// <summary>Every message that this one holds, the bodies of groups included, in written order.</summary>
    internal IEnumerable<ProtoMessage> AllMessages => Messages
        .Concat(AllFields.Concat(Extends.SelectMany(extend => extend.Fields)).Where(member => member.Group is not null)
            .Select(member => member.Group!))
        .OrderBy(message => message.Order);
}
