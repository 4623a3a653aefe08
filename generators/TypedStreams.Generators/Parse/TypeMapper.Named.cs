// Types that have a name of their own in schemas besides records: enums, closed hierarchies, fixed bytes.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

/// <summary>Which formats a message is mapped for: not every format can hold every type.</summary>
internal readonly record struct MappedFormats(bool Avro, bool Protobuf);

internal sealed partial class TypeMapper
{
    private const int MaxFixedSize = 65_536;

    private readonly HashSet<string> _openUnions = new(StringComparer.Ordinal);

    private TypeModel? Enum(INamedTypeSymbol type, ISymbol member)
    {
        if (Symbols.Attribute(type, "System.FlagsAttribute") is not null)
        {
            return Unsupported(type, member, "an enum is one symbol and [Flags] are several; use an int");
        }

        var name = Symbols.CSharp(type);
        if (_enums.ContainsKey(name))
        {
            return new TypeModel(Shape.Enum, name);
        }

        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)
            .GroupBy(field => field.ConstantValue).Select(group => group.First()).ToArray();
        if (formats.Protobuf && fields.Any(field => Number(field) is < int.MinValue or > int.MaxValue))
        {
            return Unsupported(type, member, "Protobuf enums hold 32-bit values; use smaller constants or a long");
        }

        _enumSymbols.Add(name, type);
        _enums.Add(name, new EnumModel(
            name,
            MethodName(SimpleName(type)),
            NameOf(type),
            new EquatableArray<SymbolModel>(fields.Select(f => new SymbolModel(f.Name, (long)Number(f)))),
            fields.FirstOrDefault(field => Symbols.Attribute(field, Symbols.Fallback) is not null)?.Name));
        return new TypeModel(Shape.Enum, name);

        // Constants above long.MaxValue are not told apart from it; only Avro and JSON get here, and they use names.
        static decimal Number(IFieldSymbol field) =>
            Math.Min(Convert.ToDecimal(field.ConstantValue), long.MaxValue);
    }

    /// <summary>
    /// The cases of a closed hierarchy: as listed, or the nested types; none when it is no hierarchy.
    /// </summary>
    private static INamedTypeSymbol[] Cases(INamedTypeSymbol type)
    {
        if (!type.IsAbstract || type.TypeKind is not (TypeKind.Class or TypeKind.Interface))
        {
            return [];
        }

        var listed = Symbols.Attribute(type, Symbols.Union)?.ConstructorArguments.FirstOrDefault();
        return listed is { Kind: TypedConstantKind.Array, IsNull: false } given
            ? [.. given.Values.Select(value => value.Value).OfType<INamedTypeSymbol>()]
            : [.. type.GetTypeMembers().Where(nested => !nested.IsAbstract && Derives(nested, type))];
    }

    private static bool Derives(ITypeSymbol type, INamedTypeSymbol from)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(level, from))
            {
                return true;
            }
        }

        return type.AllInterfaces.Contains(from, SymbolEqualityComparer.Default);
    }

    private TypeModel? Union(INamedTypeSymbol type, INamedTypeSymbol[] cases, ISymbol member)
    {
        if (cases.FirstOrDefault(item => item.IsAbstract || !Derives(item, type)) is { } stranger)
        {
            return Unsupported(type, member, $"its case {stranger.Name} is abstract or does not derive from it");
        }

        var name = Symbols.CSharp(type);
        if (_openUnions.Contains(name))
        {
            _recursive.Add(name);
        }
        else if (!_unions.ContainsKey(name))
        {
            _openUnions.Add(name);
            // Added before its cases are mapped: they may hold the union again.
            _unions.Add(name, new UnionModel(
                name,
                MethodName(SimpleName(type)),
                NameOf(type),
                new EquatableArray<string>(cases.Select(Symbols.CSharp))));
            foreach (var item in cases)
            {
                Record(item);
            }

            _openUnions.Remove(name);
        }

        return new TypeModel(Shape.Union, name);
    }

    private TypeModel? Fixed(Shape shape, ITypeSymbol type, ISymbol member, AttributeData attribute)
    {
        var size = attribute.ConstructorArguments.FirstOrDefault().Value as int? ?? 0;
        if (shape is not (Shape.ByteArray or Shape.Memory) || size is < 1 or > MaxFixedSize)
        {
            return Unsupported(type, member, "[Fixed] is for byte[] and ReadOnlyMemory<byte>, of 1 to 65,536 bytes");
        }

        return new TypeModel(
            shape == Shape.ByteArray ? Shape.FixedArray : Shape.FixedMemory,
            Symbols.CSharp(type),
            Size: size,
            FixedName: Symbols.Argument(attribute, "Name") as string ?? "");
    }

    private NameModel NameOf(INamedTypeSymbol type)
    {
        var attribute = Symbols.Attribute(type, Symbols.SchemaName);
        return new NameModel(
            SimpleName(type),
            (attribute is null ? null : Symbols.Argument(attribute, "Namespace") as string) ?? schemaNamespace(type),
            new EquatableArray<string>(Symbols.Strings(attribute, "Aliases")),
            XmlDocs.Of(type, cancellationToken));
    }

    /// <summary>Name in schemas: the given one, else the C# one; generic types name what they are made of.</summary>
    private static string SimpleName(ITypeSymbol type)
    {
        var attribute = Symbols.Attribute(type, Symbols.SchemaName);
        var name = attribute?.ConstructorArguments.FirstOrDefault().Value as string ?? type.Name;
        return type switch
        {
            IArrayTypeSymbol array => "ArrayOf" + SimpleName(array.ElementType),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable =>
                "Nullable" + SimpleName(nullable.TypeArguments[0]),
            INamedTypeSymbol { IsGenericType: true } generic =>
                name + "Of" + string.Join("And", generic.TypeArguments.Select(SimpleName)),
            _ => name,
        };
    }
}
