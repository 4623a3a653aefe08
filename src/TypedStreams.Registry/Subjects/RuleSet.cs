// The rules that travel with a schema, and what makes them valid. Immutable, pure.
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace TypedStreams.Registry.Subjects;

/// <summary>Three lists of rules. Null stands for a set without any rule.</summary>
/// <param name="Migrations">Run between versions.</param>
/// <param name="Domain">Run on values, before they are encoded.</param>
/// <param name="Encodings">Run on bytes, after they were encoded.</param>
/// <param name="EnableAt">When they begin to hold, as the client wrote it; or null.</param>
internal sealed record RuleSet(
    ImmutableArray<SchemaRule> Migrations,
    ImmutableArray<SchemaRule> Domain,
    ImmutableArray<SchemaRule> Encodings,
    string? EnableAt)
{
    private const int MaxNameLength = 256;

    private static readonly string[] MigrationModes = ["UPGRADE", "DOWNGRADE", "UPDOWN"];
    private static readonly string[] OtherModes = ["WRITE", "READ", "WRITEREAD"];
    private static readonly string[] TwoWayModes = ["UPDOWN", "WRITEREAD"];

    /// <summary>Every rule, migrations first.</summary>
    internal IEnumerable<SchemaRule> All => Migrations.Concat(Domain).Concat(Encodings);

    /// <summary>Both together; a rule of the second replaces the one of that name in the first.</summary>
    internal static RuleSet? Merge(RuleSet? below, RuleSet? above) =>
        below is null ? above
        : above is null ? below
        : new RuleSet(
            Merge(below.Migrations, above.Migrations),
            Merge(below.Domain, above.Domain),
            Merge(below.Encodings, above.Encodings),
            above.EnableAt ?? below.EnableAt);

    /// <summary>The set without the rules of these names; null when none is left.</summary>
    internal RuleSet? Without(IReadOnlySet<string> names)
    {
        var left = new RuleSet(Left(Migrations), Left(Domain), Left(Encodings), EnableAt);
        return left.All.Any() ? left : null;

        ImmutableArray<SchemaRule> Left(ImmutableArray<SchemaRule> rules) =>
            rules.RemoveAll(rule => rule.Name is { } name && names.Contains(name));
    }

    /// <summary>Adds this to the hash that identifies a content.</summary>
    internal void AddTo(IncrementalHash hash)
    {
        foreach (SchemaRule rule in All)
        {
            rule.AddTo(hash);
        }
    }

    /// <summary>What is wrong with the rules; null when nothing is.</summary>
    internal string? Fault() =>
        Fault(Migrations, MigrationModes, "Migration") ??
        Fault(Domain, OtherModes, "Domain") ??
        Fault(Encodings, OtherModes, "Encoding");

    private static string? Fault(ImmutableArray<SchemaRule> rules, string[] modes, string list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SchemaRule rule in rules)
        {
            string? fault = Fault(rule) ??
                (names.Add(rule.Name!) ? null : $"Found rule with duplicate name '{rule.Name}'") ??
                (modes.Contains(rule.Mode) ? null : $"{list} rules can only be {string.Join(", ", modes)}");
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Fault(SchemaRule rule)
    {
        if (string.IsNullOrEmpty(rule.Name) || rule.Name.Length > MaxNameLength || !IsName(rule.Name))
        {
            return $"Invalid rule name '{rule.Name}': it starts with a letter or underscore, then letters, digits, " +
                $"underscores and hyphens follow, {MaxNameLength} characters at most";
        }

        if (rule.Kind is not (null or "TRANSFORM" or "CONDITION"))
        {
            return $"Invalid kind '{rule.Kind}' of rule '{rule.Name}': TRANSFORM and CONDITION are valid";
        }

        if (string.IsNullOrEmpty(rule.Type))
        {
            return $"Missing type of rule '{rule.Name}'";
        }

        bool hasLists = rule.OnSuccess?.Contains(',') == true || rule.OnFailure?.Contains(',') == true;
        return hasLists && !TwoWayModes.Contains(rule.Mode)
            ? $"Rule '{rule.Name}' lists two actions, which only WRITEREAD and UPDOWN can have"
            : null;
    }

    private static bool IsName(string name) =>
        (char.IsLetter(name[0]) || name[0] == '_') &&
        name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');

    private static ImmutableArray<SchemaRule> Merge(ImmutableArray<SchemaRule> below, ImmutableArray<SchemaRule> above)
    {
        HashSet<string?> replaced = [.. above.Select(rule => rule.Name)];
        return [.. below.Where(rule => !replaced.Contains(rule.Name)), .. above];
    }
}
