// From an annotated property to a FieldModel: the C# type tells the wire type, the initializer is the default.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Parsing;

internal static class FieldParser
{
    private const string FieldAttribute = "TypedStreams.Protocol.FieldAttribute";

    public static EquatableArray<FieldModel> ParseAll(INamedTypeSymbol owner, CancellationToken cancellation)
    {
        var fields = owner.GetMembers().OfType<IPropertySymbol>()
            .Select(property => (property, attribute: AttributeOf(property)))
            .Where(pair => pair.attribute is not null)
            .Select(pair => Parse(pair.property, pair.attribute!, cancellation));
        return new(fields);
    }

    private static AttributeData? AttributeOf(IPropertySymbol property) =>
        property.GetAttributes().FirstOrDefault(data => data.AttributeClass?.ToDisplayString() == FieldAttribute);

    private static FieldModel Parse(IPropertySymbol property, AttributeData attribute, CancellationToken cancellation)
    {
        ITypeSymbol type = property.Type;
        bool nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value)
            type = value.TypeArguments[0];

        bool isList = type is INamedTypeSymbol { Name: "List", TypeArguments.Length: 1 };
        if (isList)
            type = ((INamedTypeSymbol)type).TypeArguments[0];

        bool isEnum = type.TypeKind == TypeKind.Enum;
        WireType wireType = WireTypeOf(isEnum ? ((INamedTypeSymbol)type).EnumUnderlyingType! : type, property);
        return new FieldModel(
            property.Name,
            wireType,
            isList,
            TypeName: isEnum ? "global::" + type.ToDisplayString() : wireType == WireType.Struct ? type.Name : "",
            isEnum,
            nullable,
            Initializer(property, cancellation),
            VersionRange.Parse(attribute.ConstructorArguments[0].Value as string),
            VersionRange.Parse(attribute.Named("NullableVersions") as string),
            Tag: attribute.Named("Tag") is int tag ? tag : -1,
            Ignorable: attribute.Named("Ignorable") is true,
            Flexible: attribute.Named("Flexible") is not false);
    }

    private static string Initializer(IPropertySymbol property, CancellationToken cancellation) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is
            PropertyDeclarationSyntax { Initializer.Value: { } value }
            ? value.ToString()
            : "";

    private static WireType WireTypeOf(ITypeSymbol type, IPropertySymbol property) => type.SpecialType switch
    {
        SpecialType.System_Boolean => WireType.Boolean,
        SpecialType.System_SByte => WireType.Int8,
        SpecialType.System_Int16 => WireType.Int16,
        SpecialType.System_UInt16 => WireType.UInt16,
        SpecialType.System_Int32 => WireType.Int32,
        SpecialType.System_UInt32 => WireType.UInt32,
        SpecialType.System_Int64 => WireType.Int64,
        SpecialType.System_Double => WireType.Float64,
        SpecialType.System_String => WireType.String,
        _ => type.Name switch
        {
            "Guid" => WireType.Guid,
            "ReadOnlyMemory" => WireType.Bytes,
            "RecordsPayload" => WireType.Records,
            _ when IsNestedBeside(type, property) => WireType.Struct,
            _ => WireType.Unsupported,
        },
    };

    // A struct is a class nested in the message, used by the message itself or by another class nested in it.
    private static bool IsNestedBeside(ITypeSymbol type, IPropertySymbol property)
    {
        INamedTypeSymbol owner = property.ContainingType;
        INamedTypeSymbol message = owner.ContainingType ?? owner;
        return SymbolEqualityComparer.Default.Equals(type.ContainingType, message);
    }
}
