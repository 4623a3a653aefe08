// C# type to TypeModel: the table of decisions/002-csharp-to-avro.md. Owns the records and enums found on the way, each
// described once a message. One instance a message.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal sealed partial class TypeMapper(
    Problems problems,
    Func<INamedTypeSymbol, string> schemaNamespace,
    MappedFormats formats,
    CancellationToken cancellationToken)
{
    private readonly Dictionary<string, RecordModel?> _records = new(StringComparer.Ordinal);
    private readonly List<string> _recordOrder = [];
    private readonly Dictionary<string, EnumModel> _enums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnionModel> _unions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INamedTypeSymbol> _enumSymbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _methodNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recursive = new(StringComparer.Ordinal);

    internal IEnumerable<RecordModel> Records
    {
        get
        {
            var cases = _unions.Values.SelectMany(union => union.Cases.Select(item => (Union: union.CSharp, item)))
                .ToLookup(pair => pair.item, pair => pair.Union);
            return _recordOrder.Select(name => _records[name]!).Select(record => record with
            {
                IsRecursive = _recursive.Contains(record.CSharp) || cases[record.CSharp].Any(_recursive.Contains),
                IsCase = cases.Contains(record.CSharp),
            });
        }
    }

    internal IEnumerable<EnumModel> Enums => _enums.Values;

    internal IEnumerable<UnionModel> Unions => _unions.Values;

    /// <summary>Describes a record and everything it holds.</summary>
    internal TypeModel Record(INamedTypeSymbol type)
    {
        var name = Symbols.CSharp(type);
        if (_records.TryGetValue(name, out var known))
        {
            if (known is null)
            {
                _recursive.Add(name);
            }

            return new TypeModel(Shape.Record, name);
        }

        _records.Add(name, null);
        _recordOrder.Add(name);
        var members = new MemberParser(problems, this, cancellationToken);
        _records[name] = new RecordModel(
            name,
            MethodName(SimpleName(type)),
            NameOf(type),
            type.IsValueType,
            IsRecursive: false,
            IsCase: false,
            members.UnknownMember(type),
            new EquatableArray<FieldModel>(members.Fields(type)));
        return new TypeModel(Shape.Record, name);
    }

    /// <summary>The symbol that stands for a constant of an enum (null is zero), or null when there is none.</summary>
    internal string? SymbolOf(string enumCSharp, object? value) => _enumSymbols[enumCSharp].GetMembers()
        .OfType<IFieldSymbol>()
        .FirstOrDefault(field => field.HasConstantValue
            && Convert.ToDecimal(field.ConstantValue) == Convert.ToDecimal(value ?? 0))?.Name;

    /// <summary>The model of a member's type, or null after a problem was reported.</summary>
    internal TypeModel? Map(ITypeSymbol type, ISymbol member)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Nullable(Shape.NullableValue, nullable.TypeArguments[0], member);
        }

        return type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated }
            ? Nullable(Shape.NullableReference, type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), member)
            : Present(type, member);
    }

    private TypeModel? Nullable(Shape shape, ITypeSymbol inner, ISymbol member) =>
        Present(inner, member) is { } model ? new TypeModel(shape, model.CSharp, model) : null;

    private TypeModel? Present(ITypeSymbol type, ISymbol member)
    {
        if (Simple(type) is { } shape)
        {
            return MemberParser.Attribute(member, Symbols.Fixed) is { } size
                ? Fixed(shape, type, member, size)
                : new TypeModel(shape, Symbols.CSharp(type), IsMillis: IsTime(shape) && IsMillis(member));
        }

        switch (type)
        {
            case { SpecialType: SpecialType.System_Decimal }: return Decimal(type, member);
            case { SpecialType: SpecialType.System_UInt64 }:
                return formats.Avro
                    ? Unsupported(
                        type, member, "Avro has no unsigned 64-bit number; use long, or decimal with [Decimal(20, 0)]")
                    : new TypeModel(Shape.ULong, Symbols.CSharp(type));
            case IArrayTypeSymbol { Rank: 1 } array: return Holding(Shape.Array, array, array.ElementType, member);
            case INamedTypeSymbol { TypeKind: TypeKind.Enum } symbols: return Enum(symbols, member);
            case INamedTypeSymbol { IsGenericType: true } generic: return Collection(generic, member);
            case INamedTypeSymbol named: return Composite(named, member);
            default: return Unsupported(type, member, "use a record, an array or one of the supported simple types");
        }
    }

    private static bool IsTime(Shape shape) => shape is Shape.Time or Shape.DateTime or Shape.DateTimeOffset;

    private static bool IsMillis(ISymbol member) =>
        MemberParser.Attribute(member, Symbols.Field) is { } field && Symbols.Argument(field, "Unit") is 1;

    private static Shape? Simple(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => Shape.Boolean,
        SpecialType.System_SByte => Shape.SByte,
        SpecialType.System_Byte => Shape.Byte,
        SpecialType.System_Int16 => Shape.Short,
        SpecialType.System_UInt16 => Shape.UShort,
        SpecialType.System_Int32 => Shape.Int,
        SpecialType.System_UInt32 => Shape.UInt,
        SpecialType.System_Int64 => Shape.Long,
        SpecialType.System_Single => Shape.Float,
        SpecialType.System_Double => Shape.Double,
        SpecialType.System_String => Shape.String,
        SpecialType.System_DateTime => Shape.DateTime,
        _ => Symbols.FullName(type) switch
        {
            "byte[]" => Shape.ByteArray,
            "System.ReadOnlyMemory<byte>" => Shape.Memory,
            "System.Guid" => Shape.Guid,
            "System.DateOnly" => Shape.Date,
            "System.TimeOnly" => Shape.Time,
            "System.DateTimeOffset" => Shape.DateTimeOffset,
            "System.TimeSpan" => Shape.Duration,
            _ => null,
        },
    };

    private TypeModel? Decimal(ITypeSymbol type, ISymbol member)
    {
        if (MemberParser.Attribute(member, Symbols.Decimal) is not { ConstructorArguments.Length: 2 } attribute)
        {
            problems.Add(Rules.DecimalWithoutPrecision, member, member.Name);
            return null;
        }

        var precision = attribute.ConstructorArguments[0].Value as int? ?? 0;
        var scale = attribute.ConstructorArguments[1].Value as int? ?? 0;
        if (precision is >= 1 and <= 28 && scale >= 0 && scale <= precision)
        {
            return new TypeModel(Shape.Decimal, Symbols.CSharp(type), Precision: precision, Scale: scale);
        }

        problems.Add(Rules.DecimalOutOfRange, member, member.Name, precision, scale);
        return null;
    }

    private TypeModel? Collection(INamedTypeSymbol type, ISymbol member)
    {
        var element = type.TypeArguments[type.TypeArguments.Length - 1];
        var isTextKeyed = type.TypeArguments[0].SpecialType == SpecialType.System_String;
        switch (Symbols.FullName(type.OriginalDefinition))
        {
            case "System.Collections.Immutable.ImmutableArray<T>":
                return Holding(Shape.ImmutableArray, type, element, member);
            case "System.Collections.Generic.List<T>":
                return Holding(Shape.List, type, element, member);
            case "System.Collections.Generic.IReadOnlyList<T>" or "System.Collections.Generic.IReadOnlyList<out T>":
                return Holding(Shape.ReadOnlyList, type, element, member);
            case "System.Collections.Generic.IList<T>":
                return Holding(Shape.MutableList, type, element, member);
            case "System.Collections.Generic.Dictionary<TKey, TValue>" when isTextKeyed:
            case "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>" when isTextKeyed:
            case "System.Collections.Generic.IDictionary<TKey, TValue>" when isTextKeyed:
                return Holding(Shape.Map, type, element, member);
            default:
                return Symbols.Namespace(type).Split('.')[0] == "System"
                    ? Unsupported(
                        type,
                        member,
                        "of the framework's generic types only T[], ImmutableArray, List, IList, IReadOnlyList and "
                        + "dictionaries with string keys are encoded")
                    : Composite(type, member);
        }
    }

    private TypeModel? Holding(Shape shape, ITypeSymbol type, ITypeSymbol element, ISymbol member) =>
        Map(element, member) is { } inner ? new TypeModel(shape, Symbols.CSharp(type), inner) : null;

    private TypeModel? Composite(INamedTypeSymbol type, ISymbol member)
    {
        if (Cases(type) is { Length: > 0 } cases)
        {
            return Union(type, cases, member);
        }

        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsAbstract || type.IsRefLikeType
            || type.SpecialType != SpecialType.None || Symbols.Namespace(type).Split('.')[0] == "System")
        {
            return Unsupported(
                type,
                member,
                type.IsAbstract && Symbols.Namespace(type).Split('.')[0] != "System"
                    ? "an abstract type needs its cases: nest them in it, or list them with [Union(typeof(...), ...)]"
                    : "use a record or class of your own, or one of the supported simple types");
        }

        if (WrappedMember(type) is not { } wrapped)
        {
            return Record(type);
        }

        return Map(wrapped.Type, wrapped) is { } inner
            ? new TypeModel(Shape.Wrapper, Symbols.CSharp(type), inner, wrapped.Name)
            : null;
    }

    /// <summary>The one positional member of a readonly record struct, which encodes as that member alone.</summary>
    private static IPropertySymbol? WrappedMember(INamedTypeSymbol type)
    {
        if (!type.IsRecord || !type.IsValueType || !type.IsReadOnly
            || Symbols.Attribute(type, Symbols.Message) is not null)
        {
            return null;
        }

        var properties = type.GetMembers().OfType<IPropertySymbol>().Where(MemberParser.IsData).ToArray();
        return properties.Length == 1 && type.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Length == 1 && constructor.Parameters[0].Name == properties[0].Name)
            ? properties[0]
            : null;
    }

    private TypeModel? Unsupported(ITypeSymbol type, ISymbol member, string advice)
    {
        problems.Add(Rules.UnsupportedMember, member, member.Name, type.ToDisplayString(), advice);
        return null;
    }

    private string MethodName(string name)
    {
        var unique = name;
        for (var i = 2; !_methodNames.Add(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }
}
