// Judges a message's schema against the recorded versions of its subject: the registry's engine and rule, with a note
// of which side of each difference breaks.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Generators.Compatibility;

internal static class RecordedCheck
{
    /// <summary>What breaks; empty when nothing does, or when the format has no rules to judge by.</summary>
    /// <exception cref="SchemaParseException">A recorded version is not a schema.</exception>
    internal static IReadOnlyList<Break> Run(SchemaModel schema, RecordedSubject subject) => schema.Format switch
    {
        "Avro" => Run(
            schema,
            subject,
            text => AvroParser.Parse(text, references: null, validate: false),
            AvroCompatibility.Check),
        "Protobuf" => Run(
            schema,
            subject,
            text => ProtoParser.Parse(text, references: null, validate: false),
            ProtoCompatibility.Check),
        _ => [],
    };

    private static IReadOnlyList<Break> Run<T>(
        SchemaModel schema,
        RecordedSubject subject,
        Func<string, T> parse,
        Func<T, T, IReadOnlyList<SchemaDifference>> check)
        where T : class
    {
        var candidate = parse(schema.Text);
        var versions = subject.Versions.Select(version => parse(version.Text)).ToArray();
        var breaks = new List<Break>();
        CompatibilityRule.Apply(subject.Level, candidate, versions, (reader, writer) =>
        {
            var isNewReader = ReferenceEquals(reader, candidate);
            var version = subject.Versions[Array.IndexOf(versions, isNewReader ? writer : reader)].Number;
            var differences = check(reader, writer);
            breaks.AddRange(differences.Select(difference => new Break(difference, version, isNewReader)));
            return differences;
        });
        return breaks;
    }
}

/// <param name="Difference">What the engine found.</param>
/// <param name="Version">The recorded version on the other side.</param>
/// <param name="IsNewReader">
/// True when consumers of this build fail on data of the version; false when consumers of the version fail on data of
/// this build.
/// </param>
internal sealed record Break(SchemaDifference Difference, int Version, bool IsNewReader)
{
    /// <summary>Index of the message's field that the place leads to, or -1.</summary>
    internal int FieldIndex
    {
        get
        {
            var steps = Difference.Location.Split('/');
            return IsNewReader && steps.Length > 2 && steps[1] == "fields" && int.TryParse(steps[2], out var index)
                ? index
                : -1;
        }
    }

    internal string Who => IsNewReader
        ? $"consumers of this build, which cannot read data of version {Version}"
        : $"consumers of version {Version}, which cannot read data of this build";

    internal string Advice => (Difference.KindName, IsNewReader) switch
    {
        (AvroDifferences.ReaderFieldMissingDefaultValue, true) =>
            "give the member a default, or, if it was renamed, name the old one in [Field(Aliases = [...])]",
        (AvroDifferences.ReaderFieldMissingDefaultValue, false) =>
            $"restore the member '{Difference.Message}', because that version has no default for it",
        (AvroDifferences.NameMismatch, _) =>
            "restore the name with [SchemaName(\"...\")], or list the old one in [SchemaName(Aliases = [...])]",
        (AvroDifferences.MissingEnumSymbols, true) => "restore the symbols, or mark one with [Fallback]",
        (AvroDifferences.MissingEnumSymbols, false) => "do not write new symbols that old consumers do not know",
        _ => "restore what was there, or add a new member beside it",
    };
}
