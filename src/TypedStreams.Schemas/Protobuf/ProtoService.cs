namespace TypedStreams.Schemas.Protobuf;

/// <summary>A service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Methods">Its methods in written order.</param>
/// <param name="Options">Its options.</param>
public sealed record ProtoService(
    string Name, IReadOnlyList<ProtoMethod> Methods, IReadOnlyList<ProtoOption> Options)
{
    /// <summary>Where it stands.</summary>
    public string Place { get; init; } = "";
}
