namespace TypedStreams.Schemas.Recorded;

/// <summary>A difference that breaks someone.</summary>
/// <param name="Difference">What the engine found.</param>
/// <param name="Version">The recorded version on the other side.</param>
/// <param name="IsNewReader">
/// True when readers of the new schema fail on data of the version; false when readers of the version fail on data of
/// the new schema.
/// </param>
public sealed record Break(SchemaDifference Difference, RecordedVersion Version, bool IsNewReader)
{
    /// <summary>Who fails on what, for a sentence that begins with "It breaks".</summary>
    public string Who => IsNewReader
        ? $"consumers of this build, which cannot read data of version {Version.Number}"
        : $"consumers of version {Version.Number}, which cannot read data of this build";
}
