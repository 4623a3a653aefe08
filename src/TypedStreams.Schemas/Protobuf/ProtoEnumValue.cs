namespace TypedStreams.Schemas.Protobuf;

/// <summary>A value of an enum.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number.</param>
/// <param name="Options">Its options.</param>
public sealed record ProtoEnumValue(string Name, int Number, IReadOnlyList<ProtoOption> Options)
{
    /// <summary>Where it stands.</summary>
    public string Place { get; init; } = "";
}
