namespace TypedStreams.Schemas.Protobuf;

/// <summary>Names of labels.</summary>
internal static class ProtoLabels
{
    internal static ProtoLabel? TryGet(string name) => name switch
    {
        "optional" => ProtoLabel.Optional,
        "required" => ProtoLabel.Required,
        "repeated" => ProtoLabel.Repeated,
        _ => null,
    };

    internal static string ToName(this ProtoLabel label) =>
        label == ProtoLabel.None ? "" : label.ToString().ToLowerInvariant();
}
