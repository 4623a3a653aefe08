using System.Collections.Immutable;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Subjects;

/// <summary>The configuration of a subject, a context, or all. Null means "not set here". Immutable.</summary>
internal sealed record SubjectConfig
{
    /// <summary>The policy by which optional properties of JSON Schemas come and go.</summary>
    internal const string Lenient = "LENIENT";

    /// <summary>Nothing set.</summary>
    internal static SubjectConfig Empty { get; } = new();

    /// <summary>The subject that requests for this one are meant for.</summary>
    internal string? Alias { get; init; }

    /// <summary>The subject whose keys this one's are.</summary>
    internal string? AliasForDeks { get; init; }

    /// <summary>Whether schemas are normalized when registered and looked up.</summary>
    internal bool? Normalize { get; init; }

    /// <summary>Whether names listed as reserved are kept from fields.</summary>
    internal bool? ValidateFields { get; init; }

    /// <summary>Whether new schemas are checked beyond being readable; true unless set.</summary>
    internal bool? ValidateNewSchemas { get; init; }

    /// <summary>Whether rules are checked; kept, and always done.</summary>
    internal bool? ValidateRules { get; init; }

    /// <summary>The compatibility rule.</summary>
    internal CompatibilityLevel? Level { get; init; }

    /// <summary>How JSON Schema is compared: STRICT, which null means, or <see cref="Lenient"/>.</summary>
    internal string? Policy { get; init; }

    /// <summary>The metadata property whose value parts a subject's versions into groups.</summary>
    internal string? Group { get; init; }

    /// <summary>Metadata that a schema has unless it says otherwise.</summary>
    internal SchemaMetadata? DefaultMetadata { get; init; }

    /// <summary>Metadata that a schema has whatever it says.</summary>
    internal SchemaMetadata? OverrideMetadata { get; init; }

    /// <summary>Rules that a schema has unless it says otherwise.</summary>
    internal RuleSet? DefaultRuleSet { get; init; }

    /// <summary>Rules that a schema has whatever it says.</summary>
    internal RuleSet? OverrideRuleSet { get; init; }

    /// <summary>Settings this registry does not know, name and JSON text, kept as the log had them.</summary>
    internal ImmutableArray<KeyValuePair<string, string>> Others { get; init; } = [];

    /// <summary>What holds where this configuration is silent and a wider scope is not.</summary>
    internal SubjectConfig Over(SubjectConfig? wider) => wider is null ? this : this with
    {
        Normalize = Normalize ?? wider.Normalize,
        ValidateFields = ValidateFields ?? wider.ValidateFields,
        ValidateNewSchemas = ValidateNewSchemas ?? wider.ValidateNewSchemas,
        ValidateRules = ValidateRules ?? wider.ValidateRules,
        Level = Level ?? wider.Level,
        Policy = Policy ?? wider.Policy,
        Group = Group ?? wider.Group,
    };
}

/// <summary>A change of a configuration: a setting that is not given stays, one given as null is cleared.</summary>
/// <param name="Settings">What to set, already checked.</param>
internal readonly record struct ConfigChange(ImmutableArray<KeyValuePair<ConfigSetting, JsonValue>> Settings)
{
    /// <summary>A change of nothing but the level; null clears it.</summary>
    internal static ConfigChange OfLevel(CompatibilityLevel? level) => new(
    [
        KeyValuePair.Create(
            ConfigSetting.Level, level is { } known ? JsonValue.String(known.ToName()) : JsonValue.Null),
    ]);

    internal SubjectConfig ApplyTo(SubjectConfig config)
    {
        foreach ((ConfigSetting setting, JsonValue value) in Settings)
        {
            config = setting.Set(config, value).Value!;
        }

        return config;
    }
}
