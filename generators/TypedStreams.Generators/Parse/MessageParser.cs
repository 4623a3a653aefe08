// [Message] type to MessageModel; reports what it does not accept. The generator and the analyzer share it.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas;

namespace TypedStreams.Generators.Parse;

internal static class MessageParser
{
    private const int MaxTopicLength = 249;

    /// <summary>The model, or null when anything was reported.</summary>
    internal static MessageModel? Parse(
        INamedTypeSymbol type, AttributeData attribute, Problems problems, CancellationToken cancellationToken)
    {
        CheckShape(type, problems, cancellationToken);
        var topic = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        if (!IsTopic(topic))
        {
            problems.Add(Rules.InvalidTopic, type, type.Name, topic);
        }

        if (Symbols.Argument(attribute, "Format") is int format and not 0)
        {
            problems.Add(Rules.UnsupportedFormat, type, type.Name, format == 1 ? "Protobuf" : "JSON");
        }

        if (problems.Any)
        {
            return null;
        }

        var space = Symbols.Argument(attribute, "Namespace") as string;
        var mapper = new TypeMapper(problems, nested => SchemaNamespace(nested, type, space));
        mapper.Record(type);
        var key = Key(type, problems);
        if (problems.Any)
        {
            return null;
        }

        var records = mapper.Records.ToArray();
        return new MessageModel(
            new EquatableArray<string>(Chain(type).Select(Symbols.Declaration)),
            Symbols.Namespace(type),
            Symbols.CSharp(type),
            type.MemberNames.Contains("AvroCodec") ? "AvroCodec_" : "AvroCodec",
            topic,
            Symbols.Argument(attribute, "Subject") as string ?? topic + "-value",
            key is null ? null : records[0].Fields.First(field => field.Member == key),
            new EquatableArray<RecordModel>(records),
            new EquatableArray<EnumModel>(mapper.Enums));
    }

    /// <summary>The message with its schema, or null when the schema is not valid, which is reported.</summary>
    internal static ContractModel? WithSchema(MessageModel message, Action<string>? invalid)
    {
        try
        {
            return SchemaEmitter.Build(message);
        }
        catch (SchemaParseException error)
        {
            invalid?.Invoke(error.Message);
            return null;
        }
    }

    private static void CheckShape(INamedTypeSymbol type, Problems problems, CancellationToken cancellationToken)
    {
        if (Chain(type).Any(part => !Symbols.IsPartial(part, cancellationToken)))
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
            var model = new TypeMapper(new Problems(null), _ => "").Map(property.Type, property)?.Unwrapped;
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
    private static IEnumerable<INamedTypeSymbol> Chain(INamedTypeSymbol type)
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
