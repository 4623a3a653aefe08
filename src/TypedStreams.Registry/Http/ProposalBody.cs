// The bodies that carry a schema, or a change of what travels with one. Members nobody knows are passed over.
using System.Collections.Immutable;
using System.Globalization;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Http;

internal static class ProposalBody
{
    /// <summary>Reads a schema to register, look up or check.</summary>
    /// <exception cref="RegistryException">422: a member has another form; 42210: rules are none.</exception>
    internal static SchemaProposal Read(JsonValue body) => Reading(() => new SchemaProposal(
        Text(body, "schemaType") is { Length: > 0 } type ? type.ToUpperInvariant() : SchemaContent.Avro,
        Text(body, "schema") ?? "",
        body["references"] is { } references ? ContentText.ReadReferences(references) : [],
        ContractText.ReadMetadata(body["metadata"]),
        Rules(body, "ruleSet"),
        Math.Max(0, Number(body, "id")),
        Number(body, "version"))
    {
        AddTags = Entities(body["schemaTagsToAdd"]),
        RemoveTags = Entities(body["schemaTagsToRemove"]),
        PropagatesTags = body["propagateSchemaTags"] is { Kind: JsonKind.True },
    });

    /// <summary>Reads what is to change about a version.</summary>
    /// <exception cref="RegistryException">422: a member has another form; 42210: rules are none.</exception>
    internal static TagsChange ReadTags(JsonValue body) => Reading(() => new TagsChange(
        Math.Max(0, Number(body, "newVersion")),
        Entities(body["tagsToAdd"]),
        Entities(body["tagsToRemove"]),
        ContractText.ReadMetadata(body["metadata"]),
        Rules(body, "ruleSet"),
        Rules(body, "rulesToMerge"),
        [.. (body["rulesToRemove"]?.Items ?? []).Select(item => item.Text)]));

    private static ImmutableArray<EntityTags> Entities(JsonValue? list) =>
        [.. (list?.Items ?? []).Select(item => new EntityTags(
            item["schemaEntity"]?["entityPath"]?.Text ?? throw new FormatException("\"entityPath\" is missing."),
            item["schemaEntity"]?["entityType"]?.Text == "SR_RECORD",
            [.. (item["tags"]?.Items ?? []).Select(tag => tag.Text)]))];

    private static RuleSet? Rules(JsonValue body, string name)
    {
        try
        {
            return ContractText.ReadRuleSet(body[name]);
        }
        catch (FormatException fault)
        {
            throw new RegistryException(RegistryError.InvalidRuleSet(fault.Message));
        }
    }

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw new RegistryException(new RegistryError(422, fault.Message));
        }
    }

    private static string? Text(JsonValue body, string name) => body[name] switch
    {
        null or { Kind: JsonKind.Null } => null,
        { Kind: JsonKind.String } value => value.Text,
        _ => throw new FormatException($"\"{name}\" must be a string."),
    };

    private static int Number(JsonValue body, string name) => body[name] switch
    {
        null or { Kind: JsonKind.Null } => 0,
        { Kind: JsonKind.Number } value when int.TryParse(
            value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) => number,
        _ => throw new FormatException($"\"{name}\" must be a whole number."),
    };
}
