// Configuration and mode by scope. A subject's own setting wins, then its context's, then the one for all contexts.
// The default context is the null scope, kept under "" (a subject of that name is kept apart by its flag).
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectIndex
{
    private readonly Dictionary<(string Subject, bool IsDefault), SubjectConfig> _configs = [];
    private readonly Dictionary<(string Subject, bool IsDefault), RegistryMode?> _modes = [];

    /// <summary>The subjects and contexts that have a configuration or mode of their own, in no order.</summary>
    internal IEnumerable<string> Configured => _configs.Keys.Concat(_modes.Keys)
        .Where(scope => !scope.IsDefault)
        .Select(scope => scope.Subject);

    /// <summary>The configuration set for just this scope (null: the default context), or null.</summary>
    internal SubjectConfig? Config(string? scope) => _configs.GetValueOrDefault((scope ?? "", scope is null));

    /// <summary>The mode set for just this scope (null: the default context), or null.</summary>
    internal RegistryMode? Mode(string? scope) => _modes.GetValueOrDefault((scope ?? "", scope is null));

    /// <summary>
    /// What holds for a scope: the nearest configuration, and from wider ones what it leaves open. Never null.
    /// </summary>
    internal SubjectConfig ConfigOf(string? scope)
    {
        SubjectConfig? nearest = null;
        foreach (string? wider in Scopes(scope))
        {
            if (Config(wider) is not { } config)
            {
                continue;
            }

            nearest = nearest is null ? (wider == scope ? config : config with { Alias = null }) : nearest.Over(config);
        }

        return nearest ?? SubjectConfig.Empty;
    }

    /// <summary>The rule a scope obeys; BACKWARD (Confluent's default) when nobody says another.</summary>
    internal CompatibilityLevel LevelOf(string? scope) => ConfigOf(scope).Level ?? CompatibilityLevel.Backward;

    /// <summary>The mode a scope is in; READWRITE when nobody says another.</summary>
    internal RegistryMode ModeOf(string? scope) =>
        Scopes(scope).Select(Mode).FirstOrDefault(mode => mode is not null) ?? RegistryMode.ReadWrite;

    /// <summary>The subject that requests for this name are meant for: what its alias says, else itself.</summary>
    internal string Target(string subject)
    {
        string name = SubjectName.Normalize(subject);
        return Config(name)?.Alias is { } alias ? SubjectName.In(SubjectName.ContextOf(name), alias) : name;
    }

    /// <summary>The names that are aliases of a subject, in ordinal order.</summary>
    internal IEnumerable<string> AliasesOf(string subject) => _configs
        .Where(pair => !pair.Key.IsDefault && pair.Value.Alias is not null && Target(pair.Key.Subject) == subject)
        .Select(pair => pair.Key.Subject)
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string?> Scopes(string? scope)
    {
        yield return scope;
        if (scope == SubjectName.Global)
        {
            yield break;
        }

        if (scope is not null && !SubjectName.IsScope(scope))
        {
            yield return SubjectName.ScopeOf(SubjectName.ContextOf(scope));
        }

        yield return SubjectName.Global;
    }

    private static void Set<T>(Dictionary<(string, bool), T> settings, string? scope, T? value)
    {
        (string, bool) key = (scope ?? "", scope is null);
        if (value is null)
        {
            settings.Remove(key);
        }
        else
        {
            settings[key] = value;
        }
    }
}
