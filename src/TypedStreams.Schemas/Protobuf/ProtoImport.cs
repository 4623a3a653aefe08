namespace TypedStreams.Schemas.Protobuf;

/// <summary>An import of a file.</summary>
/// <param name="Path">The path as it was written.</param>
/// <param name="Modifier">"", "public" or "weak".</param>
/// <param name="Place">Where it stands.</param>
public sealed record ProtoImport(string Path, string Modifier, string Place = "")
{
    /// <summary>True when importers of this file see the imported one too.</summary>
    public bool IsPublic => Modifier == "public";
}
