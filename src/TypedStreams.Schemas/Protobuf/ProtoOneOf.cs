namespace TypedStreams.Schemas.Protobuf;

/// <summary>A oneof: at most one of its fields is set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Its fields in written order.</param>
/// <param name="Options">Its options.</param>
public sealed record ProtoOneOf(
    string Name, IReadOnlyList<ProtoField> Fields, IReadOnlyList<ProtoOption> Options)
{
    /// <summary>Where its name stands.</summary>
    public string Place { get; init; } = "";
}
