// The value that a type starts with, as C# writes it: what a fix gives a member that needs a default.

using Microsoft.CodeAnalysis;

namespace TypedStreams.CodeFixes;

internal static class Literals
{
    /// <summary>As the default of a parameter, or null when the type has none that a schema can hold.</summary>
    internal static string? OfParameter(ITypeSymbol type) => OfAttribute(type) ?? type switch
    {
        { SpecialType: SpecialType.System_DateTime } => "default",
        INamedTypeSymbol { IsValueType: true } named when named.ToDisplayString() is "System.Guid" or "System.DateOnly"
            or "System.TimeOnly" or "System.DateTimeOffset" or "System.TimeSpan"
            || named.OriginalDefinition.ToDisplayString() == "System.Collections.Immutable.ImmutableArray<T>" =>
            "default",
        _ => null,
    };

    /// <summary>As an attribute's argument, or null.</summary>
    internal static string? OfAttribute(ITypeSymbol type)
    {
        if (type.NullableAnnotation == NullableAnnotation.Annotated
            || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return "null";
        }

        return type.SpecialType switch
        {
            SpecialType.System_String => "\"\"",
            SpecialType.System_Boolean => "false",
            SpecialType.System_Double or SpecialType.System_Single => "0.0",
            >= SpecialType.System_SByte and <= SpecialType.System_Decimal => "0",
            _ when type.TypeKind == TypeKind.Enum => FirstSymbol(type),
            _ => null,
        };
    }

    private static string? FirstSymbol(ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(field => field.HasConstantValue) is { } symbol
        ? $"{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{symbol.Name}"
        : null;
}
