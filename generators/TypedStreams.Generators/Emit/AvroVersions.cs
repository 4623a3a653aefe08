// The recorded versions of a message that get readers, and the methods that choose among them.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.SchemaFirst;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Emit;

internal static class AvroVersions
{
    private const string Payload = "global::System.ReadOnlySpan<byte> payload";

    /// <summary>The contract with the versions that its type can read and that differ from it and each other.</summary>
    internal static ContractModel AddTo(ContractModel contract, RecordedSubjects subjects)
    {
        if (contract.Schemas[0].Format != "Avro" || subjects.Find(contract.Message.Subject) is not { } subject
            || LacksDefaults(contract))
        {
            return contract;
        }

        var known = new HashSet<ulong> { contract.Schemas[0].Fingerprint };
        var reader = AvroParser.Parse(contract.Schemas[0].Text);
        return contract with
        {
            Versions = new EquatableArray<RecordedVersion>(subject.Versions.Where(version =>
                version.Format == "Avro" && Parse(version) is { } written
                && AvroCompatibility.Check(reader, written).Count == 0 && known.Add(AvroFingerprint.Of(written)))),
        };
    }

    /// <summary>Emits the readers of every version and the methods that choose one by fingerprint.</summary>
    internal static void Emit(CodeWriter code, CodecNames names, ContractModel contract, AvroReadEmitter own)
    {
        if (contract.Versions.Count == 0)
        {
            return;
        }

        var message = contract.Message;
        var reader = (AvroRecord)AvroParser.Parse(contract.Schemas[0].Text);
        var versions = contract.Versions.Select(version => (
            Fingerprint: AvroFingerprint.Of(Parse(version)!),
            Emitter: new AvroVersionEmitter(code, names, message, own, version.Number),
            Written: Parse(version)!)).ToArray();
        code.Line("internal static bool Reads(ulong writtenFingerprint) => writtenFingerprint is SchemaFingerprint or "
            + string.Join(" or ", versions.Select(version => Hex(version.Fingerprint))) + ";");
        code.Line();
        code.Open($"internal static {message.CSharp} Read(ulong writtenFingerprint, {Payload})");
        code.Line("var reader = new global::TypedStreams.Avro.AvroReader(payload);");
        code.Line("var message = writtenFingerprint switch");
        code.Open();
        code.Line($"SchemaFingerprint => Read{message.Records[0].MethodName}(ref reader),");
        foreach (var (fingerprint, emitter, written) in versions)
        {
            code.Line($"{Hex(fingerprint)} => {emitter.Root(reader, written)}(ref reader),");
        }

        code.Line("_ => throw new global::System.NotSupportedException("
            + "$\"There is no reader for the schema {writtenFingerprint:x16}; record it under schemas.\"),");
        code.Close(";");
        code.Line("reader.EnsureEnd();");
        code.Line("return message;");
        code.Close();
        code.Line();
        foreach (var (_, emitter, _) in versions)
        {
            emitter.Emit();
        }
    }

    /// <summary>
    /// True when the schema has a default that the C# type cannot say, as one made of a file may: then old versions are
    /// read through the plan, which takes defaults from the schema.
    /// </summary>
    private static bool LacksDefaults(ContractModel contract) =>
        contract.Message.SourceOf("Avro") is { } source
        && new AvroNamedTypes((AvroRecord)AvroParser.Parse(source), "").Records.Any(record =>
            contract.Message.Records.First(model => model.Name.Simple == record.Name.Simple
                    && model.Name.Namespace == record.Name.Namespace)
                .Fields.Zip(record.Fields, (model, field) => model.Default is null && field.Default is not null)
                .Any(isLacking => isLacking));

    private static AvroRecord? Parse(RecordedVersion version)
    {
        try
        {
            return AvroParser.Parse(version.Text, references: null, validate: false) as AvroRecord;
        }
        catch (SchemaParseException)
        {
            // CompatibilityAnalyzer reports it.
            return null;
        }
    }

    private static string Hex(ulong fingerprint) => $"0x{fingerprint:X16}UL";
}
