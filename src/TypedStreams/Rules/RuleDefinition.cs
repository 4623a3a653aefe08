// One rule as the registry keeps it, read leniently: what a rule lacks is found out when it would run, not before.

using System.Text.Json;

namespace TypedStreams.Rules;

internal sealed record RuleDefinition
{
    internal required string Name { get; init; }

    internal string? Doc { get; init; }

    /// <summary>A condition is asked; anything else changes the message.</summary>
    internal bool IsCondition { get; init; }

    internal string Mode { get; init; } = "";

    /// <summary>What runs it, such as CEL or ENCRYPT.</summary>
    internal string Type { get; init; } = "";

    internal IReadOnlySet<string> Tags { get; init; } = new HashSet<string>();

    internal IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    internal string? Expr { get; init; }

    internal string? OnSuccess { get; init; }

    internal string? OnFailure { get; init; }

    internal bool IsDisabled { get; init; }

    internal bool RunsIn(RuleMode mode) => !IsDisabled
        && (Mode == "WRITEREAD" || Mode == (mode == RuleMode.Write ? "WRITE" : "READ"));

    /// <summary>The action for a mode: of a pair "A,B" the first is for writing; null when there is none.</summary>
    internal string? ActionIn(RuleMode mode, bool isSuccess)
    {
        var action = isSuccess ? OnSuccess : OnFailure;
        if (action is not null && Mode == "WRITEREAD" && action.Split(',') is [var write, var read])
        {
            action = mode == RuleMode.Write ? write : read;
        }

        return string.IsNullOrWhiteSpace(action) ? null : action.Trim();
    }

    /// <summary>
    /// Two transforms of the same fields are alternatives: only the first one of a list runs (Confluent).
    /// </summary>
    internal bool IsAlternativeTo(RuleDefinition other) =>
        Tags.Count > 0 && !IsCondition && !other.IsCondition
        && Mode == other.Mode && Type == other.Type && Tags.SetEquals(other.Tags);

    internal static RuleDefinition Read(JsonElement json) => new()
    {
        Name = Text(json, "name") ?? "",
        Doc = Text(json, "doc"),
        IsCondition = Text(json, "kind") == "CONDITION",
        Mode = Text(json, "mode") ?? "",
        Type = Text(json, "type") ?? "",
        Tags = json.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
            ? tags.EnumerateArray().Select(tag => tag.GetString() ?? "").ToHashSet(StringComparer.Ordinal)
            : [],
        Params = RuleContract.Texts(json, "params"),
        Expr = Text(json, "expr"),
        OnSuccess = Text(json, "onSuccess"),
        OnFailure = Text(json, "onFailure"),
        IsDisabled = json.TryGetProperty("disabled", out var disabled) && disabled.ValueKind == JsonValueKind.True,
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
