// Gets a message type's own schema as the registry has it, and turns the registry's refusal into words a developer can
// act on: which rule, against which version, at which place.

using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Producing;

internal static class SchemaRegistrar
{
    internal static async Task<RegisteredSchema> GetAsync<T>(
        RegistryClient registry, string subject, ProducerSettings settings, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var normalize = settings.NormalizeSchemas;
        try
        {
            var found = settings.RegisterSchemas
                ? await registry.RegisterAsync(subject, T.SchemaText, T.SchemaFormat, normalize, cancellationToken)
                : await registry.FindAsync(subject, T.SchemaText, T.SchemaFormat, normalize, cancellationToken);

            // Registries before Confluent's 8.0 answer the id alone, and rules may come with the schema.
            return found.Schema.Guid is null
                ? await registry.GetByIdAsync(found.Schema.Id, cancellationToken)
                : found.Schema;
        }
        catch (RegistryException refused) when (refused.Code is 409 or 40901)
        {
            throw await ExplainAsync<T>(registry, subject, refused, cancellationToken);
        }
        catch (RegistryException missing) when (!settings.RegisterSchemas && missing.IsMissing)
        {
            throw new RegistryException(
                missing.Code,
                $"The schema of {typeof(T).Name} is not registered under subject '{subject}', and "
                + "TypedStreams:Producer:RegisterSchemas is false. "
                + "Deploy the schema, or let this application register it.",
                missing);
        }
    }

    private static async Task<RegistryException> ExplainAsync<T>(
        RegistryClient registry, string subject, RegistryException refused, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        try
        {
            var level = await registry.GetCompatibilityAsync(subject, cancellationToken);
            var newest = await registry.GetVersionAsync(subject, version: null, cancellationToken);
            var differences = Differences(level, T.SchemaText, newest.Schema);
            var details = differences.Count == 0
                ? refused.Message
                : $"against version {newest.Version}: {string.Join("; ", differences.Select(Print))}";
            return new SchemaIncompatibleException(
                refused.Code,
                subject,
                level,
                $"The schema of {typeof(T).Name} does not fit subject '{subject}', whose level is {level}: {details}. "
                + "Make the change compatible (a new field needs a default), or change the subject's level.");
        }
        catch (Exception second) when (second is RegistryException or SchemaParseException)
        {
            // The first answer says what is wrong; that the explanation failed does not matter.
            return new SchemaIncompatibleException(refused.Code, subject, "unknown", refused.Message);
        }
    }

    private static IReadOnlyList<SchemaDifference> Differences(string level, string text, RegisteredSchema newest) =>
        newest.Format == SchemaFormat.Avro && CompatibilityLevels.TryParse(level, out var rule)
            ? CompatibilityRule.Apply(
                rule,
                AvroParser.Parse(text),
                [AvroParser.Parse(newest.Text, newest.ReferencedTexts, validate: false)],
                AvroCompatibility.Check).Differences
            : [];

    internal static string Print(SchemaDifference difference) =>
        $"{difference.KindName} at {difference.Location} ({difference.Message})";
}
