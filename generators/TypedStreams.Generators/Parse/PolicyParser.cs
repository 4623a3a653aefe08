// [Retry] and [DeadLetters] on a handler method or its class to models; reports numbers that make no sense.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal static class PolicyParser
{
    internal const int MaxConcurrency = 1000;
    private const int MaxAttempts = 1000;
    private const int MaxDeliveries = 10;
    private const double MaxFactor = 100;

    /// <summary>What a handler does: its own attributes, and the class's where it has none.</summary>
    internal static PolicyModel? Of(IMethodSymbol method, PolicyModel? shared, Problems problems)
    {
        var own = Of(method, problems);
        return own is null ? shared
            : shared is null ? own
            : new PolicyModel(own.Retry ?? shared.Retry, own.Letters ?? shared.Letters);
    }

    /// <summary>What a class or method declares itself; null for nothing.</summary>
    internal static PolicyModel? Of(ISymbol symbol, Problems problems)
    {
        var retry = Symbols.Attribute(symbol, Symbols.Retry) is { } declared
            ? Retry(symbol, declared, problems)
            : null;
        var letters = Symbols.Attribute(symbol, Symbols.DeadLetters) is { } attribute
            ? Letters(symbol, attribute, problems)
            : null;
        return retry is null && letters is null ? null : new PolicyModel(retry, letters);
    }

    /// <summary>An attribute of handlers on a method that is none.</summary>
    internal static void CheckUnused(IMethodSymbol method, Problems problems)
    {
        var attribute = Symbols.Attribute(method, Symbols.Retry) is not null ? "Retry"
            : Symbols.Attribute(method, Symbols.DeadLetters) is not null ? "DeadLetters"
            : Symbols.Attribute(method, Symbols.Batch) is not null ? "Batch"
            : null;
        if (attribute is not null)
        {
            problems.Add(
                Rules.BadHandling, method, method.Name, $"it has no [Handle]; add that, or remove [{attribute}]");
        }
    }

    /// <summary>Messages handled at once; 0 when it is not said.</summary>
    internal static int Concurrency(INamedTypeSymbol type, AttributeData group, Problems problems)
    {
        var concurrency = Symbols.Argument(group, "Concurrency") as int? ?? 0;
        if (concurrency is < 0 or > MaxConcurrency)
        {
            problems.Add(
                Rules.BadHandling, type, type.Name, $"Concurrency is {concurrency}; write 1 to {MaxConcurrency}");
        }

        return concurrency;
    }

    private static RetryModel? Retry(ISymbol symbol, AttributeData attribute, Problems problems)
    {
        var attempts = attribute.ConstructorArguments.FirstOrDefault().Value as int? ?? 0;
        var firstText = Symbols.Argument(attribute, "FirstDelay") as string ?? "100ms";
        var longestText = Symbols.Argument(attribute, "LongestDelay") as string ?? "1s";
        var factor = Symbols.Argument(attribute, "Factor") as double? ?? 2;
        var jitter = Symbols.Argument(attribute, "Jitter") as double? ?? 0.2;
        var first = DurationText.Milliseconds(firstText);
        var longest = DurationText.Milliseconds(longestText);
        var reason = attempts is < 2 or > MaxAttempts ? $"[Retry({attempts})] is no number of calls; write 2 to 1000"
            : first is null ? NoDuration("FirstDelay", firstText)
            : longest is null ? NoDuration("LongestDelay", longestText)
            : longest < first ? $"LongestDelay \"{longestText}\" is shorter than FirstDelay \"{firstText}\""
            : factor is not (>= 1 and <= MaxFactor) ? "Factor is not from 1 to 100"
            : jitter is not (>= 0 and <= 1) ? "Jitter is not from 0 to 1"
            : null;
        if (reason is not null)
        {
            problems.Add(Rules.BadHandling, symbol, symbol.Name, reason);
            return null;
        }

        return new RetryModel(attempts, first!.Value, factor, longest!.Value, jitter);
    }

    private static LettersModel? Letters(ISymbol symbol, AttributeData attribute, Problems problems)
    {
        var texts = Symbols.Strings(attribute, "RetryAfter");
        var waits = new List<long>();
        foreach (var text in texts)
        {
            if (DurationText.Milliseconds(text) is not { } wait)
            {
                problems.Add(Rules.BadHandling, symbol, symbol.Name, NoDuration("RetryAfter", text));
                return null;
            }

            waits.Add(wait);
        }

        if (waits.Count > MaxDeliveries)
        {
            var reason = $"RetryAfter has {waits.Count} waits; write at most {MaxDeliveries}";
            problems.Add(Rules.BadHandling, symbol, symbol.Name, reason);
            return null;
        }

        return new LettersModel(new EquatableArray<long>(waits));
    }

    private static string NoDuration(string name, string text) =>
        $"{name} \"{text}\" is no duration; write one such as \"250ms\", \"5s\" or \"2min\"";
}
