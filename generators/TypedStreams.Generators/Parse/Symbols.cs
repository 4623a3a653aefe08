// Small questions to Roslyn symbols.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedStreams.Generators.Parse;

internal static class Symbols
{
    internal const string Message = "TypedStreams.MessageAttribute";
    internal const string View = "TypedStreams.ViewAttribute`1";
    internal const string ConsumerGroup = "TypedStreams.ConsumerGroupAttribute";
    internal const string Handle = "TypedStreams.HandleAttribute";
    internal const string Retry = "TypedStreams.RetryAttribute";
    internal const string DeadLetters = "TypedStreams.DeadLettersAttribute";
    internal const string Batch = "TypedStreams.BatchAttribute";
    internal const string Producer = "TypedStreams.IProducer<T>";
    internal const string Transaction = "System.Data.Common.DbTransaction";
    internal const string Key = "TypedStreams.KeyAttribute";
    internal const string Decimal = "TypedStreams.DecimalAttribute";
    internal const string Field = "TypedStreams.FieldAttribute";
    internal const string Fixed = "TypedStreams.FixedAttribute";
    internal const string Union = "TypedStreams.UnionAttribute";
    internal const string Fallback = "TypedStreams.FallbackAttribute";
    internal const string SchemaName = "TypedStreams.SchemaNameAttribute";
    internal const string SchemaSource = "TypedStreams.SchemaSourceAttribute";
    internal const string UnknownFields = "TypedStreams.UnknownFieldsAttribute";

    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>
    /// global:: name with nullability inside, but without the outer question mark of a reference type.
    /// </summary>
    internal static string CSharp(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Qualified);

    /// <summary>The same with the question mark.</summary>
    internal static string NullableCSharp(ITypeSymbol type) => type.ToDisplayString(Qualified);

    internal static string Namespace(ISymbol symbol) =>
        symbol.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "";

    /// <summary>The dotted name without global::, as error messages and attribute look-ups use it.</summary>
    internal static string FullName(ISymbol symbol) => symbol.ToDisplayString();

    internal static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute =>
            attribute.AttributeClass is { } type
            // The full name is text that is made anew each time; the last part of it rules out nearly all.
            && name.EndsWith(type.Name, StringComparison.Ordinal) && FullName(type) == name);

    internal static object? Argument(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Kind != TypedConstantKind.Array ? argument.Value.Value
                    : argument.Value.IsNull ? null
                    : argument.Value.Values.Select(value => value.Value).ToArray();
            }
        }

        return null;
    }

    /// <summary>The strings of an array argument; none when it is not given.</summary>
    internal static string[] Strings(AttributeData? attribute, string name) =>
        attribute is null ? [] : (Argument(attribute, name) as object?[])?.OfType<string>().ToArray() ?? [];

    internal static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax declaration
            && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>"partial record struct X" and so on; modifiers stand on the user's part already.</summary>
    internal static string Declaration(INamedTypeSymbol type) => (type.IsRecord, type.IsValueType) switch
    {
        (true, true) => "partial record struct ",
        (true, false) => "partial record ",
        (false, true) => "partial struct ",
        _ => type.TypeKind == TypeKind.Interface ? "partial interface " : "partial class ",
    } + (SyntaxFacts.GetContextualKeywordKind(type.Name) == SyntaxKind.None ? Identifier(type.Name) : "@" + type.Name);

    /// <summary>A name as it may stand in code: keywords get their @.</summary>
    internal static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
