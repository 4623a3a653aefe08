// Which message type reads a schema id, for the types of one topic. Decided once an id, at its first record: the same
// schema, then its own reader; else a type of the same name that can read it (Avro: through a plan; Protobuf and JSON
// readers pass over what they do not know). There is no third way: what fits no type is an error that names both sides.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.Producing;
using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Consuming;

/// <param name="topic">The topic, as the cluster knows it.</param>
/// <param name="types">The group's types of the topic.</param>
/// <param name="connection">Knows the rules of schemas, and how subjects are named.</param>
/// <param name="registry">Knows the schemas.</param>
internal sealed class SchemaBindings<THandler>(
    string topic, IReadOnlyList<MessageType<THandler>> types, StreamsConnection connection, RegistryClient registry)
    where THandler : class
{
    private const string Nameless = "a schema without a name";

    private readonly ConcurrentDictionary<int, SchemaBinding<THandler>> _byId = new();
    private readonly ConcurrentDictionary<Guid, SchemaBinding<THandler>> _byGuid = new();

    internal bool TryGet(int id, [MaybeNullWhen(false)] out SchemaBinding<THandler> binding) =>
        _byId.TryGetValue(id, out binding);

    internal bool TryGet(Guid guid, [MaybeNullWhen(false)] out SchemaBinding<THandler> binding) =>
        _byGuid.TryGetValue(guid, out binding);

    /// <exception cref="UnreadableMessageException">No type of the topic reads this schema.</exception>
    /// <exception cref="RegistryException">The registry is away, or does not know the id.</exception>
    internal async ValueTask<SchemaBinding<THandler>> ResolveAsync(int id, CancellationToken cancellationToken)
    {
        var written = await registry.GetByIdAsync(id, cancellationToken);
        var binding = await BindAsync(FormattableString.Invariant($"{id}"), written, cancellationToken);
        _byId[id] = binding;
        return binding;
    }

    /// <inheritdoc cref="ResolveAsync(int, CancellationToken)"/>
    internal async ValueTask<SchemaBinding<THandler>> ResolveAsync(Guid guid, CancellationToken cancellationToken)
    {
        var written = await registry.GetByGuidAsync(guid, cancellationToken);
        var binding = await BindAsync($"{guid}", written, cancellationToken);
        _byGuid[guid] = binding;
        return binding;
    }

    private async ValueTask<SchemaBinding<THandler>> BindAsync(
        string id, RegisteredSchema written, CancellationToken cancellationToken)
    {
        var binding = Bind(id, written);
        if (written.RuleSet is not null)
        {
            // The writer's rules, under the subject that the reader has for the type, as with Confluent's clients.
            var subject = await binding.Type.SubjectAsync(connection, registry, cancellationToken);
            binding.Rules = connection.RulesOf(subject, written);
        }

        return binding;
    }

    private SchemaBinding<THandler> Bind(string id, RegisteredSchema written)
    {
        List<MessageType<THandler>> readers = [.. types.Where(type => type.Format == written.Format)];
        if (readers.Count == 0)
        {
            throw new UnreadableMessageException(
                $"Schema {id} is a {written.Format} schema; the group reads "
                + $"{string.Join(" and ", types.Select(type => type.Format).Distinct())} from topic '{topic}'.");
        }

        try
        {
            return written.Format switch
            {
                SchemaFormat.Protobuf => BindProtobuf(id, written, readers),
                SchemaFormat.Json => BindJson(id, written, readers),
                _ => BindAvro(id, written, readers),
            };
        }
        catch (SchemaParseException problem)
        {
            throw new UnreadableMessageException(
                $"Schema {id} of the registry is not a usable {written.Format} schema: {problem.Message}");
        }
    }

    private SchemaBinding<THandler> BindAvro(string id, RegisteredSchema written, List<MessageType<THandler>> readers)
    {
        var writer = AvroParser.Parse(written.Text, written.ReferencedTexts, validate: false);
        var fingerprint = AvroFingerprint.Of(writer);
        if (readers.Find(type => type.Fingerprint == fingerprint) is { } same)
        {
            return new AvroBinding<THandler>(same, fingerprint, WrittenSchema.Of(writer));
        }

        var type = readers.Find(type => IsSameName(type.Avro, writer, fullName: true))
            ?? readers.Find(type => IsSameName(type.Avro, writer, fullName: false))
            ?? throw NoHandler(id, NameOf(writer), readers.Select(type => NameOf(type.Avro)));
        Require(id, type, AvroCompatibility.Check(type.Avro, writer));
        return type.Reads(fingerprint)
            ? new AvroBinding<THandler>(type, fingerprint, WrittenSchema.Of(writer))
            : new AvroPlanBinding<THandler>(
                type, AvroReadPlan.Create(type.Avro, writer), WrittenSchema.Of(writer));
    }

    private ProtobufBinding<THandler> BindProtobuf(
        string id, RegisteredSchema written, List<MessageType<THandler>> readers)
    {
        var writer = ProtoParser.Parse(written.Text, written.ReferencedByName, validate: false);
        string[] names = [.. writer.File.Messages.Select(message => RecordNames.Of(writer, message))];
        var found = new MessageType<THandler>?[names.Length];
        foreach (var type in readers)
        {
            var reader = RecordNames.ProtobufOf(type.SchemaText);
            var index = Array.IndexOf(names, RecordNames.Of(reader, reader.File.Messages[0]));
            if (index >= 0)
            {
                // The writer's file may hold messages that are none of this type's business.
                Require(id, type, [.. ProtoCompatibility.Check(reader, writer)
                    .Where(difference => difference.KindName != ProtoDifferences.MessageRemoved)]);
                found[index] = type;
            }
        }

        return found.Any(type => type is not null)
            ? new ProtobufBinding<THandler>(id, found, names, writer.File.Messages)
            : throw NoHandler(id, string.Join(", ", names), readers.Select(type => type.Name));
    }

    private JsonBinding<THandler> BindJson(string id, RegisteredSchema written, List<MessageType<THandler>> readers)
    {
        if (readers.Find(type => type.SchemaText == written.Text) is { } same)
        {
            return new JsonBinding<THandler>(same);
        }

        var writer = JsonSchemaParser.Parse(written.Text, written.ReferencedByName, validate: false);
        var title = TitleOf(writer);
        var type = readers.Find(type => TitleOf(JsonSchemaParser.Parse(type.SchemaText)) == title)
            ?? throw NoHandler(id, title, readers.Select(type => TitleOf(JsonSchemaParser.Parse(type.SchemaText))));
        Require(id, type, JsonSchemaCompatibility.Check(JsonSchemaParser.Parse(type.SchemaText), writer));
        return new JsonBinding<THandler>(type);
    }

    private UnreadableMessageException NoHandler(string id, string written, IEnumerable<string> handled) => new(
        $"Topic '{topic}' holds {written} (schema {id}), and the group handles only {string.Join(", ", handled)} from "
        + "it. Add a handler for that type.");

    private static void Require(string id, MessageType<THandler> type, IReadOnlyList<SchemaDifference> differences)
    {
        if (differences.Count > 0)
        {
            throw new UnreadableMessageException(
                $"{type.Name} cannot read schema {id}: "
                + string.Join("; ", differences.Select(item => $"{item.KindName} at {item.Location} ({item.Message})"))
                + ". Give new members a default, or read that schema with a type of its own.");
        }
    }

    private static bool IsSameName(AvroSchema reader, AvroSchema writer, bool fullName) =>
        reader is AvroNamed read && writer is AvroNamed wrote
        && (fullName ? read.Name.Full == wrote.Name.Full : read.Name.Simple == wrote.Name.Simple);

    private static string NameOf(AvroSchema schema) => RecordNames.Of(schema) ?? Nameless;

    private static string TitleOf(JsonSchemaDocument schema) => RecordNames.Of(schema) ?? Nameless;
}
