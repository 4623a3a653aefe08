// tstreams schemas validate: a JSON value against a JSON Schema of a file or a registry, with the faults' places.
using System.Globalization;
using System.Text.Json.Nodes;
using TypedStreams.Schemas;
using TypedStreams.Schemas.JsonSchema;
using JsonValue = TypedStreams.Schemas.Json.JsonValue;

namespace TypedStreams.Server.Verbs.Schemas;

internal static class ValueCheck
{
    /// <summary>Prints what is wrong with a value, a line a fault; returns how many lines.</summary>
    /// <exception cref="UsageException">Schema or value cannot be read.</exception>
    internal static int Run(
        string schema, IReadOnlyDictionary<string, string> documents, string value, TextWriter output)
    {
        JsonSchemaValidator validator = Understand(
            "schema", () => new JsonSchemaValidator(JsonSchemaParser.Parse(schema, documents)));
        IReadOnlyList<JsonFault> faults = validator.Validate(Understand("value", () => JsonValue.Parse(value)));
        foreach (JsonFault fault in faults)
        {
            string place = fault.Instance.Length == 0 ? "the value" : fault.Instance;
            output.WriteLine($"{place}: {fault.Message} ({fault.Schema})");
        }

        return faults.Count;
    }

    /// <summary>A version's schema and, by name, those it refers to, directly and through others.</summary>
    /// <exception cref="UsageException">The registry refuses, or the schema is no JSON Schema.</exception>
    internal static async Task<(string Schema, Dictionary<string, string> Documents)> ReadAsync(
        RegistryConnection registry, string subject, string version, CancellationToken cancellationToken)
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        JsonNode root = await VersionAsync(registry, subject, version, cancellationToken);
        var open = new Queue<JsonNode>([root]);
        while (open.TryDequeue(out JsonNode? found))
        {
            foreach (JsonNode? reference in found["references"]?.AsArray() ?? [])
            {
                string name = reference!["name"]!.GetValue<string>();
                string number = reference["version"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture);
                if (!documents.ContainsKey(name))
                {
                    JsonNode borrowed = await VersionAsync(
                        registry, reference["subject"]!.GetValue<string>(), number, cancellationToken);
                    documents.Add(name, borrowed["schema"]!.GetValue<string>());
                    open.Enqueue(borrowed);
                }
            }
        }

        return (root["schema"]!.GetValue<string>(), documents);
    }

    private static async Task<JsonNode> VersionAsync(
        RegistryConnection registry, string subject, string version, CancellationToken cancellationToken)
    {
        JsonNode found = await registry.AskAsync(
            HttpMethod.Get, ["subjects", subject, "versions", version], body: null, cancellationToken);
        string type = found["schemaType"]?.GetValue<string>() ?? "AVRO";
        return type == "JSON"
            ? found
            : throw new UsageException($"{subject} version {version} is {type}; validate takes JSON Schemas.");
    }

    private static T Understand<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SchemaParseException problem)
        {
            throw new UsageException($"The {what} cannot be read: {problem.Message}");
        }
    }
}
