// The latest version of a subject as what a type's values are written with: whether it can be, and how.

using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Producing;

internal static class LatestSchema
{
    /// <exception cref="RegistryException">There is no such version, or the registry is away.</exception>
    /// <exception cref="InvalidOperationException">It cannot read what the type writes.</exception>
    internal static async Task<ChosenSchema> FindAsync<T>(
        RegistryClient registry, string subject, ProducerSettings settings, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var latest = await GetAsync<T>(registry, subject, settings, cancellationToken);
        if (latest.Schema.Format != T.SchemaFormat)
        {
            throw Unfit<T>(
                latest, $"it is a {latest.Schema.Format} schema, and the type writes {T.SchemaFormat}", "its Format");
        }

        try
        {
            return T.SchemaFormat switch
            {
                SchemaFormat.Protobuf => Protobuf<T>(latest, settings.LatestStrict),
                SchemaFormat.Json => Json<T>(latest, settings.LatestStrict),
                _ => Avro<T>(latest, settings.LatestStrict),
            };
        }
        catch (SchemaParseException problem)
        {
            throw Unfit<T>(latest, $"it is not a usable {T.SchemaFormat} schema: {problem.Message}", "that version");
        }
    }

    private static async Task<SubjectVersion> GetAsync<T>(
        RegistryClient registry, string subject, ProducerSettings settings, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var metadata = settings.UseLatestWithMetadata;
        try
        {
            return metadata.Count == 0
                ? await registry.GetVersionAsync(subject, version: null, cancellationToken)
                : await registry.GetLatestAsync(subject, metadata.AsReadOnly(), cancellationToken);
        }
        catch (RegistryException missing) when (missing.IsMissing)
        {
            var wanted = metadata.Count == 0
                ? ""
                : $" with {string.Join(", ", metadata.Select(pair => $"{pair.Key} = {pair.Value}"))}";
            throw new RegistryException(
                missing.Code,
                $"{typeof(T).Name} is to be written as the latest version{wanted} of subject '{subject}', and there is "
                + "none. Register one, or take TypedStreams:Producer:UseLatest and UseLatestWithMetadata out.",
                missing);
        }
    }

    private static ChosenSchema Avro<T>(SubjectVersion latest, bool isStrict)
        where T : IMessage<T>
    {
        var own = AvroParser.Parse(T.SchemaText);
        var reader = AvroParser.Parse(latest.Schema.Text, latest.Schema.ReferencedTexts, validate: false);
        if (AvroFingerprint.Of(reader) == T.SchemaFingerprint)
        {
            return new ChosenSchema(latest.Subject, latest.Schema, MessageIndex: 0, Plan: null);
        }

        Require<T>(latest, isStrict, () => AvroCompatibility.Check(reader, own));
        return new ChosenSchema(latest.Subject, latest.Schema, MessageIndex: 0, AvroReadPlan.Create(reader, own));
    }

    private static ChosenSchema Protobuf<T>(SubjectVersion latest, bool isStrict)
        where T : IMessage<T>
    {
        var own = RecordNames.ProtobufOf(T.SchemaText);
        var reader = ProtoParser.Parse(latest.Schema.Text, latest.Schema.ReferencedByName, validate: false);
        var name = RecordNames.Of(own, own.File.Messages[0]);
        var index = reader.File.Messages.ToList().FindIndex(message => RecordNames.Of(reader, message) == name);
        if (index < 0)
        {
            throw Unfit<T>(latest, $"it has no message {name}", "the message's name");
        }

        Require<T>(latest, isStrict, () => ProtoCompatibility.Check(reader, own));
        return new ChosenSchema(latest.Subject, latest.Schema, index, Plan: null);
    }

    private static ChosenSchema Json<T>(SubjectVersion latest, bool isStrict)
        where T : IMessage<T>
    {
        if (latest.Schema.Text != T.SchemaText)
        {
            Require<T>(latest, isStrict, () => JsonSchemaCompatibility.Check(
                JsonSchemaParser.Parse(latest.Schema.Text, latest.Schema.ReferencedByName, validate: false),
                JsonSchemaParser.Parse(T.SchemaText)));
        }

        return new ChosenSchema(latest.Subject, latest.Schema, MessageIndex: 0, Plan: null);
    }

    private static void Require<T>(
        SubjectVersion latest, bool isStrict, Func<IReadOnlyList<SchemaDifference>> differences)
    {
        if (isStrict && differences() is { Count: > 0 } found)
        {
            throw Unfit<T>(
                latest,
                string.Join("; ", found.Select(SchemaRegistrar.Print)),
                "the type, or set TypedStreams:Producer:LatestStrict to false to try with each value");
        }
    }

    private static InvalidOperationException Unfit<T>(SubjectVersion latest, string why, string change) => new(
        $"{typeof(T).Name} cannot be written as version {latest.Version}, the latest of subject '{latest.Subject}': "
        + $"{why}. Change {change}.");
}
