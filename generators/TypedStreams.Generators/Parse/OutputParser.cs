// What an exactly-once handler returns, to OutputModel: a message, a sequence, a tuple, and these within one another.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal static class OutputParser
{
    private const string Enumerable = "System.Collections.Generic.IEnumerable<T>";
    private const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable<T>";

    /// <summary>The shape, or null when there is something in it that is no message.</summary>
    internal static OutputModel? Parse(ITypeSymbol type)
    {
        var isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Parse(nullable.TypeArguments[0]) is { } value ? value with { IsNullable = true } : null;
        }

        if (Symbols.Attribute(type, Symbols.Message) is not null)
        {
            return new OutputModel(OutputShape.Message, Symbols.CSharp(type), isNullable, default);
        }

        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return Of(OutputShape.Tuple, isNullable, tuple.TupleElements.Select(element => Parse(element.Type)));
        }

        return Element(type, AsyncEnumerable) is { } later ? Of(OutputShape.AsyncSequence, isNullable, [Parse(later)])
            : Element(type, Enumerable) is { } element ? Of(OutputShape.Sequence, isNullable, [Parse(element)])
            : null;
    }

    private static OutputModel? Of(OutputShape kind, bool isNullable, IEnumerable<OutputModel?> items)
    {
        OutputModel?[] all = [.. items];
        return all.Contains(null)
            ? null
            : new OutputModel(kind, "", isNullable, new EquatableArray<OutputModel>(all.OfType<OutputModel>()));
    }

    /// <summary>The element type of the one such interface that the type is or has, or of an array.</summary>
    private static ITypeSymbol? Element(ITypeSymbol type, string definition)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            return definition == Enumerable ? array.ElementType : null;
        }

        INamedTypeSymbol[] found =
        [
            .. type.AllInterfaces.Concat(type is INamedTypeSymbol named ? [named] : [])
                .Where(candidate => Symbols.FullName(candidate.OriginalDefinition) == definition),
        ];
        return found.Length == 1 ? found[0].TypeArguments[0] : null;
    }
}
