// The list of messages that a batch handler takes, and [Batch] on it, to models; reports what makes no sense.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal static class BatchParser
{
    private const string List = "System.Collections.Generic.IReadOnlyList<T>";
    private const string Immutable = "System.Collections.Immutable.ImmutableArray<T>";
    private const string Enumerable = "System.Collections.Generic.IEnumerable<T>";
    private const int MaxMessages = 100_000;
    private const int MaxBytes = 1 << 30;
    private const long MaxWait = 3_600_000;

    /// <summary>The message of a list that may be a batch; null when the type is none.</summary>
    internal static ITypeSymbol? Message(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => IfMessage(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: 1 } named
            when Symbols.FullName(named.OriginalDefinition) is List or Immutable => IfMessage(named.TypeArguments[0]),
        _ => null,
    };

    /// <summary>What to write instead of a list of messages that is no batch; null when the type is no such list.
    /// </summary>
    internal static string? Advice(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeArguments.Length: 1 } named || IfMessage(named.TypeArguments[0]) is null)
        {
            return null;
        }

        var isList = Symbols.FullName(named.OriginalDefinition) == "System.ReadOnlyMemory<T>"
            || named.AllInterfaces.Add(named).Any(own => Symbols.FullName(own.OriginalDefinition) == Enumerable);
        var message = named.TypeArguments[0].Name;
        return isList
            ? $"it takes its batch as {named.Name}<{message}>; write IReadOnlyList<{message}>, {message}[] or "
                + $"ImmutableArray<{message}>"
            : null;
    }

    /// <summary>The batch that a handler takes; null for one message.</summary>
    internal static BatchModel? Of(IMethodSymbol method, Problems problems)
    {
        var attribute = Symbols.Attribute(method, Symbols.Batch);
        var type = method.Parameters[0].Type;
        if (Message(type) is null)
        {
            if (attribute is not null)
            {
                problems.Add(
                    Rules.BadHandling,
                    method,
                    method.Name,
                    $"[Batch] is for handlers of several messages; take IReadOnlyList<{type.Name}>, or remove it");
            }

            return null;
        }

        return new BatchModel(
            type is INamedTypeSymbol named && Symbols.FullName(named.OriginalDefinition) == Immutable,
            attribute is null ? null : Bounds(method, attribute, problems));
    }

    /// <summary>A batch is handled after the other: many at once would have to share the order of a key.</summary>
    internal static void CheckConcurrency(
        INamedTypeSymbol type, int concurrency, IEnumerable<HandlerModel> handlers, Problems problems)
    {
        if (concurrency > 1 && handlers.Any(handler => handler.Batch is not null))
        {
            problems.Add(
                Rules.BadHandling,
                type,
                type.Name,
                $"Concurrency is {concurrency}, and batches of a partition are handled one after the other to keep the "
                + "order of each key; remove it, or give the handlers that take one message a group of their own");
        }
    }

    private static BoundsModel? Bounds(IMethodSymbol method, AttributeData attribute, Problems problems)
    {
        var messages = Symbols.Argument(attribute, "MaxMessages") as int? ?? 500;
        var bytes = Symbols.Argument(attribute, "MaxBytes") as int? ?? 1024 * 1024;
        var waitText = Symbols.Argument(attribute, "MaxWait") as string ?? "100ms";
        var wait = DurationText.Milliseconds(waitText);
        var reason = messages is < 1 or > MaxMessages ? $"MaxMessages is {messages}; write 1 to {MaxMessages}"
            : bytes is < 1 or > MaxBytes ? $"MaxBytes is {bytes}; write 1 to {MaxBytes}"
            : wait is null or > MaxWait ? $"MaxWait \"{waitText}\" is no duration up to 1h; write one such as \"100ms\""
            : null;
        if (reason is not null)
        {
            problems.Add(Rules.BadHandling, method, method.Name, reason);
            return null;
        }

        return new BoundsModel(messages, bytes, wait!.Value);
    }

    private static ITypeSymbol? IfMessage(ITypeSymbol type) =>
        Symbols.Attribute(type, Symbols.Message) is not null ? type : null;
}
