// Judges a schema against the recorded versions of its subject: the registry's parsers, engine and rule, with a note of
// which side of each difference breaks.

using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas.Recorded;

/// <summary>Holds a schema to the rule of a recorded subject.</summary>
public static class RecordedCheck
{
    /// <summary>What breaks; empty when nothing does.</summary>
    /// <param name="format">"Avro", "Protobuf" or "Json"; the versions must be of it too.</param>
    /// <param name="text">The schema.</param>
    /// <param name="subject">Its subject.</param>
    /// <exception cref="SchemaParseException">The schema or a recorded version is not one.</exception>
    public static IReadOnlyList<Break> Run(string format, string text, RecordedSubject subject) => format switch
    {
        "Avro" => Run(
            text,
            subject,
            schema => AvroParser.Parse(schema, references: null, validate: false),
            AvroCompatibility.Check),
        "Protobuf" => Run(
            text,
            subject,
            schema => ProtoParser.Parse(schema, references: null, validate: false),
            ProtoCompatibility.Check),
        _ => Run(
            text,
            subject,
            schema => JsonSchemaParser.Parse(schema, references: null, validate: false),
            (reader, writer) => JsonSchemaCompatibility.Check(reader, writer)),
    };

    private static IReadOnlyList<Break> Run<T>(
        string text,
        RecordedSubject subject,
        Func<string, T> parse,
        Func<T, T, IReadOnlyList<SchemaDifference>> check)
        where T : class
    {
        var candidate = parse(text);
        var versions = subject.Versions.Select(version => parse(version.Text)).ToArray();
        var breaks = new List<Break>();
        CompatibilityRule.Apply(subject.Level, candidate, versions, (reader, writer) =>
        {
            var isNewReader = ReferenceEquals(reader, candidate);
            var version = subject.Versions[Array.IndexOf(versions, isNewReader ? writer : reader)];
            var differences = check(reader, writer);
            breaks.AddRange(differences.Select(difference => new Break(difference, version, isNewReader)));
            return differences;
        });
        return breaks;
    }
}
