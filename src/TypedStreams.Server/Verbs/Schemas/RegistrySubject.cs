// A subject as the registry has it: its rule and its versions.
using System.Globalization;
using System.Text.Json.Nodes;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Server.Verbs.Schemas;

/// <param name="Level">Its own rule, or the registry's.</param>
/// <param name="Versions">By number; empty when the registry does not have the subject.</param>
internal sealed record RegistrySubject(CompatibilityLevel Level, SortedDictionary<int, RecordedVersion> Versions)
{
    /// <exception cref="UsageException">The registry is away, or a version refers to other subjects.</exception>
    internal static async Task<RegistrySubject> ReadAsync(
        RegistryConnection registry, string subject, CancellationToken cancellationToken)
    {
        JsonNode? config = await registry.FindAsync(["config", subject], cancellationToken)
            ?? await registry.AskAsync(HttpMethod.Get, ["config"], body: null, cancellationToken);
        var versions = new SortedDictionary<int, RecordedVersion>();
        JsonNode? numbers = await registry.FindAsync(["subjects", subject, "versions"], cancellationToken);
        foreach (JsonNode? number in numbers?.AsArray() ?? [])
        {
            int version = number!.GetValue<int>();
            versions.Add(version, await VersionAsync(registry, subject, version, cancellationToken));
        }

        string name = config["compatibilityLevel"]?.GetValue<string>() ?? "BACKWARD";
        return CompatibilityLevels.TryParse(name, out CompatibilityLevel level)
            ? new RegistrySubject(level, versions)
            : throw new UsageException($"The registry has the level {name} for {subject}, which is not known here.");
    }

    private static async Task<RecordedVersion> VersionAsync(
        RegistryConnection registry, string subject, int version, CancellationToken cancellationToken)
    {
        string number = version.ToString(CultureInfo.InvariantCulture);
        JsonNode answer = await registry.AskAsync(
            HttpMethod.Get, ["subjects", subject, "versions", number], body: null, cancellationToken);
        if (answer["references"] is JsonArray { Count: > 0 })
        {
            throw new UsageException(
                $"{subject} version {number} refers to other subjects, which a folder cannot hold; leave it out with "
                + "--subject.");
        }

        string format = answer["schemaType"]?.GetValue<string>() switch
        {
            "PROTOBUF" => "Protobuf",
            "JSON" => "Json",
            _ => "Avro",
        };
        return new RecordedVersion(version, format, answer["schema"]!.GetValue<string>());
    }
}
