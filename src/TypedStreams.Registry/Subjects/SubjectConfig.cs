using System.Collections.Immutable;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Subjects;

/// <summary>The configuration of a subject or of all subjects. Null means "not set here".</summary>
/// <param name="Level">The compatibility rule.</param>
/// <param name="Normalize">Whether schemas are normalized when registered.</param>
/// <param name="Others">Settings this registry does not act on, name and JSON text, kept as the log had them.</param>
internal sealed record SubjectConfig(
    CompatibilityLevel? Level,
    bool? Normalize,
    ImmutableArray<KeyValuePair<string, string>> Others)
{
    /// <summary>Nothing set.</summary>
    internal static SubjectConfig Empty { get; } = new(Level: null, Normalize: null, Others: []);
}

/// <summary>A change of a configuration: a setting that is not given stays, one given as null is cleared.</summary>
internal readonly record struct ConfigChange(
    bool SetsLevel,
    CompatibilityLevel? Level,
    bool SetsNormalize,
    bool? Normalize)
{
    internal SubjectConfig ApplyTo(SubjectConfig config) => config with
    {
        Level = SetsLevel ? Level : config.Level,
        Normalize = SetsNormalize ? Normalize : config.Normalize,
    };
}
