// How the key of a message becomes bytes, as far as two keys can differ in it.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

internal static class KeyKind
{
    /// <summary>"a string", "an int" and so on; "no" without a key; null when it is not known here.</summary>
    internal static string? Of(INamedTypeSymbol type)
    {
        if (Symbols.Attribute(type, Symbols.Message) is not { } message || Symbols.Argument(message, "Key") is not null)
        {
            return null;
        }

        var key = type.GetMembers().OfType<IPropertySymbol>()
            .FirstOrDefault(property => MemberParser.Attribute(property, Symbols.Key) is not null);
        if (key is null)
        {
            return "no";
        }

        var mapper = new TypeMapper(new Problems(null), _ => "", default, CancellationToken.None);
        return mapper.Map(key.Type, key)?.Unwrapped.Shape switch
        {
            Shape.String => "a string",
            Shape.Int => "an int",
            Shape.Long => "a long",
            Shape.Guid => "a Guid",
            Shape.ByteArray => "a byte[]",
            _ => null,
        };
    }

    /// <summary>The same of what a conversion to MessageKey takes.</summary>
    internal static string? Of(ITypeSymbol source) => source.SpecialType switch
    {
        SpecialType.System_String => "a string",
        SpecialType.System_Int32 => "an int",
        SpecialType.System_Int64 => "a long",
        _ => Symbols.FullName(source) == "System.Guid" ? "a Guid" : null,
    };
}
