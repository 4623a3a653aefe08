namespace TypedStreams.Schemas.Protobuf;

/// <summary>One <c>extend</c> block: fields added to another message.</summary>
/// <param name="TypeName">The extended message as it was written.</param>
/// <param name="Fields">The fields.</param>
/// <param name="Scope">The full name of what encloses the block: the package or a message.</param>
public sealed record ProtoExtend(string TypeName, IReadOnlyList<ProtoField> Fields, string Scope)
{
    /// <summary>Where it stands.</summary>
    public string Place { get; init; } = "";

    /// <summary>The extended message; null before the file was linked.</summary>
    public ProtoMessage? Target { get; internal set; }
}
