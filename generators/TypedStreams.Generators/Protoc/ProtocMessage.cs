// A type that protoc has made, with [Message] on a part of it: it has a codec and a schema, and lacks topic and key.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Generators.SchemaFirst;

namespace TypedStreams.Generators.Protoc;

/// <param name="Head">What the declaration says.</param>
/// <param name="Key">The property that is the key, or null.</param>
/// <param name="KeyType">Its shape.</param>
internal sealed record ProtocMessage(MessageModel Head, string? Key, string? KeyType)
{
    private const string Contract = "Google.Protobuf.IMessage";

    /// <summary>True for a type that protoc has made.</summary>
    internal static bool Is(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(item => !item.IsGenericType && Symbols.FullName(item) == Contract);

    /// <summary>The model; null when protoc has not made it or anything was reported.</summary>
    internal static ProtocMessage? Parse(
        INamedTypeSymbol type, AttributeData attribute, Problems problems, CancellationToken cancellationToken)
    {
        if (!Is(type) || MessageParser.Head(type, attribute, problems, cancellationToken) is not { } head)
        {
            return null;
        }

        if (head.Formats.Count != 1 || head.Formats[0] != "Protobuf")
        {
            problems.Add(Rules.BadProtocMessage, type, type.Name, "its Format is SchemaFormat.Protobuf and no other");
        }

        if (head.NamedBy is SubjectNames.RecordName or SubjectNames.TopicRecordName)
        {
            problems.Add(
                Rules.BadProtocMessage, type, type.Name, "a build does not know its record's name; give it a Subject");
        }

        var key = Symbols.Argument(attribute, "Key") as string;
        var property = key is null ? null
            : MemberParser.Find(type, key) ?? MemberParser.Find(type, CSharpNames.Pascal(key));
        if (key is not null && property?.Type.SpecialType
            is not (SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64))
        {
            problems.Add(Rules.BadProtocMessage, type, type.Name, property is null
                ? $"it has no property '{key}' to be the key"
                : $"its property '{property.Name}' cannot be the key; that is a string, an int or a long");
        }

        var shape = property?.Type.SpecialType switch
        {
            SpecialType.System_Int32 => Shape.Int,
            SpecialType.System_Int64 => Shape.Long,
            _ => Shape.String,
        };
        return problems.Any ? null : new ProtocMessage(head, property?.Name, property is null ? null : $"{shape}");
    }
}
