// Which message type reads a schema id, for the types of one topic. Decided once an id, at its first record: equal
// fingerprint, then the schema's own reader; else a type of the same name that can read it, through a plan. There is no
// third way: what fits no type is an error that names both sides.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Consuming;

internal sealed class SchemaBindings<THandler>(
    string topic, IReadOnlyList<MessageType<THandler>> types, RegistryClient registry)
    where THandler : class
{
    private readonly ConcurrentDictionary<int, SchemaBinding<THandler>> _byId = new();

    internal bool TryGet(int id, [MaybeNullWhen(false)] out SchemaBinding<THandler> binding) =>
        _byId.TryGetValue(id, out binding);

    /// <exception cref="UnreadableMessageException">No type of the topic reads this schema.</exception>
    /// <exception cref="RegistryException">The registry is away, or does not know the id.</exception>
    internal async ValueTask<SchemaBinding<THandler>> ResolveAsync(int id, CancellationToken cancellationToken)
    {
        var written = await registry.GetByIdAsync(id, cancellationToken);
        var binding = Bind(id, written);
        _byId[id] = binding;
        return binding;
    }

    private SchemaBinding<THandler> Bind(int id, RegisteredSchema written)
    {
        if (written.Format != SchemaFormat.Avro)
        {
            throw new UnreadableMessageException(
                $"Schema {id} is a {written.Format} schema; the group reads Avro from topic '{topic}'.");
        }

        var writer = Parse(id, written);
        var fingerprint = AvroFingerprint.Of(writer);
        if (types.FirstOrDefault(type => type.Fingerprint == fingerprint) is { } same)
        {
            return new SchemaBinding<THandler>(same, plan: null);
        }

        var type = types.FirstOrDefault(type => IsSameName(type.Schema, writer, fullName: true))
            ?? types.FirstOrDefault(type => IsSameName(type.Schema, writer, fullName: false))
            ?? throw new UnreadableMessageException(
                $"Topic '{topic}' holds {NameOf(writer)} (schema {id}), and the group handles only "
                + $"{string.Join(", ", types.Select(type => NameOf(type.Schema)))} from it. "
                + "Add a handler for that type.");
        var differences = AvroCompatibility.Check(type.Schema, writer);
        if (differences.Count > 0)
        {
            throw new UnreadableMessageException(
                $"{type.Name} cannot read schema {id} of {NameOf(writer)}: "
                + string.Join("; ", differences.Select(item => $"{item.KindName} at {item.Location} ({item.Message})"))
                + ". Give new members a default, or read that schema with a type of its own.");
        }

        return new SchemaBinding<THandler>(type, AvroReadPlan.Create(type.Schema, writer));
    }

    private static AvroSchema Parse(int id, RegisteredSchema written)
    {
        try
        {
            return AvroParser.Parse(written.Text, written.References, validate: false);
        }
        catch (SchemaParseException problem)
        {
            throw new UnreadableMessageException(
                $"Schema {id} of the registry is not an Avro schema: {problem.Message}");
        }
    }

    private static bool IsSameName(AvroSchema reader, AvroSchema writer, bool fullName) =>
        reader is AvroNamed read && writer is AvroNamed wrote
        && (fullName ? read.Name.Full == wrote.Name.Full : read.Name.Simple == wrote.Name.Simple);

    private static string NameOf(AvroSchema schema) =>
        schema is AvroNamed named ? named.Name.Full : "a schema without a name";
}
