// The members of a record as fields: constructor parameters first, in their order, then settable properties in theirs.
// Base class members come before derived ones. Computed properties are no data and are left out.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal sealed class MemberParser(Problems problems, TypeMapper mapper, CancellationToken cancellationToken)
{
    internal IEnumerable<FieldModel> Fields(INamedTypeSymbol type)
    {
        var properties = Properties(type);
        if (Constructor(type, properties) is not { } constructor)
        {
            problems.Add(Rules.NotConstructible, type, type.Name);
            return [];
        }

        var fields = new List<FieldModel>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in constructor.Parameters)
        {
            var property = Match(parameter, properties)!;
            taken.Add(property.Name);
            Add(fields, property, parameter);
        }

        foreach (var property in properties)
        {
            if (!taken.Contains(property.Name)
                && Symbols.Attribute(property, Symbols.UnknownFields) is null
                && property.SetMethod is { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal })
            {
                Add(fields, property, parameter: null);
            }
        }

        return FieldNumbers.Assign(fields, type, problems);
    }

    /// <summary>The property that keeps unknown Protobuf fields, or null; reports one that cannot.</summary>
    internal string? UnknownMember(INamedTypeSymbol type)
    {
        var property = Properties(type).FirstOrDefault(p => Symbols.Attribute(p, Symbols.UnknownFields) is not null);
        if (property is null)
        {
            return null;
        }

        if (property.SetMethod is null || Symbols.FullName(property.Type) != "System.ReadOnlyMemory<byte>")
        {
            problems.Add(
                Rules.UnsupportedMember,
                property,
                property.Name,
                property.Type.ToDisplayString(),
                "[UnknownFields] needs a ReadOnlyMemory<byte> with init or set");
        }

        return property.Name;
    }

    /// <summary>A public instance property that holds a value.</summary>
    internal static bool IsData(IPropertySymbol property) => property is
    {
        DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, GetMethod: not null,
    };

    /// <summary>An attribute of a property, or of the positional parameter the property came from.</summary>
    internal static AttributeData? Attribute(ISymbol member, string name) =>
        Symbols.Attribute(member, name)
        ?? (ParameterOf(member) is { } parameter ? Symbols.Attribute(parameter, name) : null);

    /// <summary>A type's property of that name, its own or inherited; null when there is none.</summary>
    internal static IPropertySymbol? Find(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { } property)
            {
                return property;
            }
        }

        return null;
    }

    /// <summary>What a nullable, list or map holds in the end; the type itself when it holds nothing.</summary>
    internal static ITypeSymbol Held(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Held(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic when Symbols.Namespace(generic).Split('.')[0] == "System" =>
            Held(generic.TypeArguments[generic.TypeArguments.Length - 1]),
        _ => type,
    };

    private static IParameterSymbol? ParameterOf(ISymbol member) => member.ContainingType?.InstanceConstructors
        .Where(constructor => !IsCopy(constructor))
        .SelectMany(constructor => constructor.Parameters)
        .FirstOrDefault(parameter => parameter.Name == member.Name);

    private static List<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        var levels = new Stack<INamedTypeSymbol>();
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            levels.Push(level);
        }

        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        var properties = new List<IPropertySymbol>();
        foreach (var property in levels.SelectMany(level => level.GetMembers().OfType<IPropertySymbol>()).Where(IsData))
        {
            if (byName.TryGetValue(property.Name, out var place))
            {
                properties[place] = property;
            }
            else
            {
                byName.Add(property.Name, properties.Count);
                properties.Add(property);
            }
        }

        return properties;
    }

    /// <summary>The accessible constructor with the most parameters that all match properties.</summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type, List<IPropertySymbol> properties) =>
        type.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal)
            .Where(constructor => !IsCopy(constructor))
            .Where(constructor => constructor.Parameters.All(parameter => Match(parameter, properties) is not null))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault();

    private static bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1
        && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, constructor.ContainingType);

    private static IPropertySymbol? Match(IParameterSymbol parameter, List<IPropertySymbol> properties) =>
        properties.FirstOrDefault(property =>
            string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type));

    private void Add(List<FieldModel> fields, IPropertySymbol property, IParameterSymbol? parameter)
    {
        if (mapper.Map(property.Type, property) is not { } type)
        {
            return;
        }

        var attribute = Attribute(property, Symbols.Field);
        var isGiven = attribute?.NamedArguments.Any(argument => argument.Key == "Default") == true;
        var value = isGiven ? Defaults.OfGiven(Symbols.Argument(attribute!, "Default"), type, mapper)
            : parameter is { HasExplicitDefaultValue: true }
                ? Defaults.Of(parameter.ExplicitDefaultValue, type, mapper)
            : parameter is null && !property.IsRequired && type.IsNullable ? Defaults.Of(null, type, mapper)
            : null;
        // Readers older than Avro 1.12 want the default to fit the first branch.
        var isNullLast = (attribute is null ? null : Symbols.Argument(attribute, "NullLast") as bool?)
            ?? value is { AvroJson: not "null" };
        if (type.IsNullable && type.Inner!.Shape != Shape.Union && isNullLast)
        {
            type = type with { NullBranch = 1 };
        }

        fields.Add(new FieldModel(
            property.Name,
            attribute is not null && Symbols.Argument(attribute, "Name") is string name ? name : property.Name,
            type,
            attribute is not null && Symbols.Argument(attribute, "Number") is int number ? number : 0,
            value,
            (attribute is null ? null : Symbols.Argument(attribute, "Doc") as string)
                ?? XmlDocs.Of(property, cancellationToken),
            parameter?.Ordinal ?? -1,
            new EquatableArray<string>(Symbols.Strings(attribute, "Aliases")),
            type.IsNullable && value is { AvroJson: "null" } && attribute is not null
                && Symbols.Argument(attribute, "OmitNull") is true));
    }
}
