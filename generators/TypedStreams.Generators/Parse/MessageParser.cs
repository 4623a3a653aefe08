// [Message] type to MessageModel; reports what it does not accept. The generator and the analyzer share it.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Protoc;
using TypedStreams.Schemas;

namespace TypedStreams.Generators.Parse;

internal static class MessageParser
{
    private const int MaxTopicLength = 249;

    /// <summary>By the numbers of SchemaFormat.</summary>
    private static readonly string[] FormatNames = ["Avro", "Protobuf", "Json"];

    /// <summary>
    /// The model, or null when anything was reported, for a type whose members are still to be made of a schema file,
    /// and for one that protoc has made.
    /// </summary>
    internal static MessageModel? Parse(
        INamedTypeSymbol type, AttributeData attribute, Problems problems, CancellationToken cancellationToken) =>
        ProtocMessage.Is(type) || (IsMadeOfFile(attribute) && Symbols.Attribute(type, Symbols.SchemaSource) is null)
            ? null
        : Head(type, attribute, problems, cancellationToken) is { } head
            ? WithMembers(head, type, Symbols.Argument(attribute, "Namespace") as string, problems, cancellationToken)
            : null;

    /// <summary>True when the attribute names a schema file.</summary>
    internal static bool IsMadeOfFile(AttributeData attribute) => Symbols.Argument(attribute, "Schema") is string;

    /// <summary>What the attribute and the declaration say, without members; null when anything was reported.</summary>
    internal static MessageModel? Head(
        INamedTypeSymbol type, AttributeData attribute, Problems problems, CancellationToken cancellationToken)
    {
        CheckShape(type, problems, cancellationToken);
        var topic = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        if (!IsTopic(topic))
        {
            problems.Add(Rules.InvalidTopic, type, type.Name, topic);
        }

        var subject = Symbols.Argument(attribute, "Subject") as string;
        var strategy = SubjectNames.Of(attribute);
        if (strategy is SubjectNames.Associated)
        {
            problems.Add(Rules.AssociatedSubject, type, type.Name);
        }

        var formats = Formats(attribute);
        if (formats.Length == 0)
        {
            problems.Add(Rules.UnsupportedFormat, type, type.Name);
        }

        if (problems.Any)
        {
            return null;
        }

        return new MessageModel(
            new EquatableArray<string>(Chain(type).Select(Symbols.Declaration)),
            Symbols.Namespace(type),
            Symbols.CSharp(type),
            new EquatableArray<string>(formats),
            type.MemberNames.Any(member => member is "AvroCodec" or "ProtobufCodec" or "JsonCodec") ? "_" : "",
            Symbols.Argument(attribute, "StrictJson") is true,
            topic,
            subject ?? topic + "-value",
            HasOwnSubject: subject is not null || strategy is not null,
            NamedBy: subject is null ? strategy : null,
            Source: null,
            Key: null,
            default,
            default,
            default);
    }

    /// <summary>The model with the members of the type; null when anything was reported.</summary>
    /// <param name="space">The schema namespace that the attribute gives, or null.</param>
    internal static MessageModel? WithMembers(
        MessageModel head,
        INamedTypeSymbol type,
        string? space,
        Problems problems,
        CancellationToken cancellationToken)
    {
        var mapped = new MappedFormats(head.Formats.Contains("Avro"), head.Formats.Contains("Protobuf"));
        var mapper = new TypeMapper(
            problems, nested => SchemaNamespace(nested, type, space), mapped, cancellationToken);
        mapper.Record(type);
        var key = Key(type, problems);
        if (problems.Any)
        {
            return null;
        }

        var records = mapper.Records.ToArray();
        var source = Symbols.Attribute(type, Symbols.SchemaSource)?.ConstructorArguments[0].Value as string;
        return head with
        {
            Subject = head.NamedBy is null ? head.Subject : SubjectNames.Subject(head, records[0].Name, source),
            Source = source,
            Key = key is null ? null : records[0].Fields.First(field => field.Member == key),
            Records = new EquatableArray<RecordModel>(records),
            Enums = new EquatableArray<EnumModel>(mapper.Enums),
            Unions = new EquatableArray<UnionModel>(mapper.Unions),
        };
    }

    /// <summary>The message with its schema, or null when the schema is not valid, which is reported.</summary>
    internal static ContractModel? WithSchema(MessageModel message, Action<string>? invalid)
    {
        try
        {
            return ContractSchemas.Build(message);
        }
        catch (SchemaParseException error)
        {
            invalid?.Invoke(error.Message);
            return null;
        }
    }

    /// <summary>The topic's format, then the others without repetition; none when one is not a format.</summary>
    private static string[] Formats(AttributeData attribute)
    {
        var also = Symbols.Argument(attribute, "AlsoFormats") as object?[] ?? [];
        var numbers = also.Prepend(Symbols.Argument(attribute, "Format") ?? 0).ToArray();
        return numbers.All(number => number is int and >= 0 and <= 2)
            ? [.. numbers.Select(number => FormatNames[(int)number!]).Distinct()]
            : [];
    }

    private static void CheckShape(INamedTypeSymbol type, Problems problems, CancellationToken cancellationToken)
    {
        // A type of another assembly was checked there, and has no declaration here.
        if (Chain(type).Any(part => part.DeclaringSyntaxReferences.Length > 0
            && !Symbols.IsPartial(part, cancellationToken)))
        {
            problems.Add(Rules.NotPartial, type, type.Name);
        }

        var shape = Chain(type).Any(part => part.IsGenericType) ? "generic"
            : type.IsAbstract ? "abstract"
            : type.IsRefLikeType ? "a ref struct"
            : null;
        if (shape is not null)
        {
            problems.Add(Rules.UnsupportedShape, type, type.Name, shape);
        }
    }

    /// <summary>The key property's name, or null without one.</summary>
    private static string? Key(INamedTypeSymbol type, Problems problems)
    {
        string? key = null;
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(MemberParser.IsData))
        {
            if (MemberParser.Attribute(property, Symbols.Key) is null)
            {
                continue;
            }

            if (key is not null)
            {
                problems.Add(Rules.SeveralKeys, property, property.Name, type.Name);
            }

            key = property.Name;
            var mapper = new TypeMapper(new Problems(null), _ => "", default, CancellationToken.None);
            var model = mapper.Map(property.Type, property)?.Unwrapped;
            if (model?.Shape is not (Shape.String or Shape.Int or Shape.Long or Shape.Guid or Shape.ByteArray))
            {
                problems.Add(Rules.UnsupportedKey, property, property.Name, property.Type.ToDisplayString());
            }
        }

        return key;
    }

    /// <summary>Types of the message's own C# namespace follow its Namespace setting; others keep theirs.</summary>
    private static string SchemaNamespace(INamedTypeSymbol type, INamedTypeSymbol message, string? space)
    {
        var own = Symbols.Namespace(type);
        var root = space is not null && own == Symbols.Namespace(message) ? space : own;
        var outer = string.Join(".", Chain(type).Reverse().Skip(1).Reverse().Select(part => part.Name));
        return outer.Length == 0 || SymbolEqualityComparer.Default.Equals(type, message) ? root
            : root.Length == 0 ? outer
            : root + "." + outer;
    }

    /// <summary>The type and those around it, outermost first.</summary>
    internal static IEnumerable<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        var chain = new Stack<INamedTypeSymbol>();
        for (var part = type; part is not null; part = part.ContainingType)
        {
            chain.Push(part);
        }

        return chain;
    }

    private static bool IsTopic(string topic) =>
        topic.Length is > 0 and <= MaxTopicLength && topic is not ("." or "..")
        && topic.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-');
}
