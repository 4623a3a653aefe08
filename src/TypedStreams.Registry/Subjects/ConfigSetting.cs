// Every setting of a configuration as one table: its name in the API and the log, how it is read and how it is written.
using System.Collections.Immutable;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Subjects;

/// <summary>One setting.</summary>
/// <param name="Name">The name in the log and in answers.</param>
/// <param name="Set">Takes a value (null clears) and gives the new configuration, or what is wrong with it.</param>
/// <param name="Write">Writes name and value unless the setting is not set.</param>
internal sealed record ConfigSetting(
    string Name,
    Func<SubjectConfig, JsonValue, Outcome<SubjectConfig>> Set,
    Action<SubjectConfig, JsonText, string> Write)
{
    /// <summary>The compatibility rule, the one setting that PUT calls by another name.</summary>
    internal static ConfigSetting Level { get; } = new("compatibilityLevel", SetLevel, (config, text, name) =>
        WriteText(text, name, config.Level?.ToName()));

    /// <summary>All of them, in the order in which they are written.</summary>
    internal static ImmutableArray<ConfigSetting> All { get; } =
    [
        Word("alias", config => config.Alias, (config, value) => config with { Alias = value }),
        Word("aliasForDeks", config => config.AliasForDeks, (config, value) => config with { AliasForDeks = value }),
        Flag("normalize", config => config.Normalize, (config, value) => config with { Normalize = value }),
        Flag(
            "validateFields",
            config => config.ValidateFields,
            (config, value) => config with { ValidateFields = value }),
        Flag(
            "validateNewSchemas",
            config => config.ValidateNewSchemas,
            (config, value) => config with { ValidateNewSchemas = value }),
        Flag(
            "validateRules",
            config => config.ValidateRules,
            (config, value) => config with { ValidateRules = value }),
        Level,
        new("compatibilityPolicy", SetPolicy, (config, text, name) => WriteText(text, name, config.Policy)),
        Word("compatibilityGroup", config => config.Group, (config, value) => config with { Group = value }),
        Metadata(
            "defaultMetadata",
            config => config.DefaultMetadata,
            (config, value) => config with { DefaultMetadata = value }),
        Metadata(
            "overrideMetadata",
            config => config.OverrideMetadata,
            (config, value) => config with { OverrideMetadata = value }),
        Rules(
            "defaultRuleSet",
            config => config.DefaultRuleSet,
            (config, value) => config with { DefaultRuleSet = value }),
        Rules(
            "overrideRuleSet",
            config => config.OverrideRuleSet,
            (config, value) => config with { OverrideRuleSet = value }),
    ];

    private static ConfigSetting Word(
        string name, Func<SubjectConfig, string?> get, Func<SubjectConfig, string?, SubjectConfig> set) => new(
        name,
        (config, value) => value.Kind switch
        {
            JsonKind.Null => set(config, null),
            JsonKind.String => set(config, value.Text.Length == 0 ? null : value.Text),
            _ => RegistryError.BadSetting(name, "a string"),
        },
        (config, text, written) => WriteText(text, written, get(config)));

    private static ConfigSetting Flag(
        string name, Func<SubjectConfig, bool?> get, Func<SubjectConfig, bool?, SubjectConfig> set) => new(
        name,
        (config, value) => value.Kind switch
        {
            JsonKind.Null => set(config, null),
            JsonKind.True or JsonKind.False => set(config, value.Kind == JsonKind.True),
            JsonKind.String when bool.TryParse(value.Text, out bool flag) => set(config, flag),
            _ => RegistryError.BadSetting(name, "true or false"),
        },
        (config, text, written) =>
        {
            if (get(config) is { } flag)
            {
                text.Member(written, flag);
            }
        });

    private static ConfigSetting Metadata(
        string name,
        Func<SubjectConfig, SchemaMetadata?> get,
        Func<SubjectConfig, SchemaMetadata?, SubjectConfig> set) => new(
        name,
        (config, value) =>
        {
            try
            {
                return set(config, ContractText.ReadMetadata(value));
            }
            catch (FormatException fault)
            {
                return new RegistryError(422, fault.Message);
            }
        },
        (config, text, written) => ContractText.Write(text, written, get(config)));

    private static ConfigSetting Rules(
        string name, Func<SubjectConfig, RuleSet?> get, Func<SubjectConfig, RuleSet?, SubjectConfig> set) => new(
        name,
        (config, value) =>
        {
            try
            {
                RuleSet? rules = ContractText.ReadRuleSet(value);
                return rules?.Fault() is { } fault ? RegistryError.InvalidRuleSet(fault) : set(config, rules);
            }
            catch (FormatException fault)
            {
                return RegistryError.InvalidRuleSet(fault.Message);
            }
        },
        (config, text, written) => ContractText.Write(text, written, get(config)));

    private static Outcome<SubjectConfig> SetLevel(SubjectConfig config, JsonValue value)
    {
        CompatibilityLevel level = default;
        return value.Kind == JsonKind.Null ? config with { Level = null }
            : value.Kind == JsonKind.String && CompatibilityLevels.TryParse(value.Text, out level)
                ? config with { Level = level }
            : RegistryError.InvalidLevel();
    }

    private static Outcome<SubjectConfig> SetPolicy(SubjectConfig config, JsonValue value) =>
        value.Kind == JsonKind.Null ? config with { Policy = null }
        : value.Kind == JsonKind.String && value.Text.ToUpperInvariant() is "STRICT" or SubjectConfig.Lenient
            ? config with { Policy = value.Text.ToUpperInvariant() }
        : RegistryError.InvalidPolicy();

    private static void WriteText(JsonText text, string name, string? value)
    {
        if (value is not null)
        {
            text.Member(name, value);
        }
    }
}
