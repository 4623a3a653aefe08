namespace TypedStreams.Schemas.Protobuf;

/// <summary>What one .proto file says. Immutable once parsed.</summary>
public sealed class ProtoFile
{
    internal ProtoFile()
    {
    }

    /// <summary>
    /// "proto2", "proto3" or an edition such as "2023"; null when the file does not say, which means proto2.
    /// </summary>
    public string? Syntax { get; internal set; }

    /// <summary>True when the file names an edition.</summary>
    public bool IsEdition => Syntax is { Length: > 0 } && char.IsDigit(Syntax[0]);

    /// <summary>True for proto3.</summary>
    public bool IsProto3 => Syntax == "proto3";

    /// <summary>The package, or null.</summary>
    public string? Package { get; internal set; }

    /// <summary>Imports in written order.</summary>
    public IReadOnlyList<ProtoImport> Imports { get; internal set; } = [];

    /// <summary>Options of the file.</summary>
    public IReadOnlyList<ProtoOption> Options { get; internal set; } = [];

    /// <summary>Messages at the top, without the bodies of groups, in written order.</summary>
    public IReadOnlyList<ProtoMessage> Messages { get; internal set; } = [];

    /// <summary>Enums at the top.</summary>
    public IReadOnlyList<ProtoEnum> Enums { get; internal set; } = [];

    /// <summary>Extensions declared at the top.</summary>
    public IReadOnlyList<ProtoExtend> Extends { get; internal set; } = [];

    /// <summary>Services.</summary>
    public IReadOnlyList<ProtoService> Services { get; internal set; } = [];

    /// <summary>Every message at the top, the bodies of extension groups included, in written order.</summary>
    internal IEnumerable<ProtoMessage> AllMessages => Messages
        .Concat(Extends.SelectMany(extend => extend.Fields).Where(member => member.Group is not null)
            .Select(member => member.Group!))
        .OrderBy(message => message.Order);

    /// <summary>The text in the form registries store; see <see cref="ProtoText"/>.</summary>
    public override string ToString() => ProtoText.Of(this);
}
