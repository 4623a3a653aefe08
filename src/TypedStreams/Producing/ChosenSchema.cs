using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Producing;

/// <summary>The schema that a type's values are written with.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Schema">The schema, with its rules.</param>
/// <param name="MessageIndex">The place of the type's Protobuf message in its file; 0 in other formats.</param>
/// <param name="Plan">What makes a value of the type's own Avro schema one of this; null when it is one.</param>
internal sealed record ChosenSchema(string Subject, RegisteredSchema Schema, int MessageIndex, AvroReadPlan? Plan)
{
    /// <summary>The type's own schema, or the subject's latest version, as the settings say.</summary>
    /// <exception cref="RegistryException">The registry is away, refuses the schema, or does not have it.</exception>
    /// <exception cref="InvalidOperationException">The latest version cannot read what the type writes.</exception>
    internal static async Task<ChosenSchema> OfAsync<T>(
        StreamsConnection connection, RegistryClient registry, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var subject = await SubjectNames.OfAsync<T>(connection, registry, cancellationToken);
        var settings = connection.Options.Producer;
        return settings.TakesLatest
            ? await LatestSchema.FindAsync<T>(registry, subject, settings, cancellationToken)
            : new ChosenSchema(
                subject,
                await SchemaRegistrar.GetAsync<T>(registry, subject, settings, cancellationToken),
                MessageIndex: 0,
                Plan: null);
    }
}
