using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Storage;

/// <summary>Replays the log of the schemas.</summary>
internal sealed class SchemaReplay : LogReplay<SubjectMachine>
{
    internal override SubjectMachine Machine { get; } = new();

    private protected override RegistryRecord Decode(in SchemaLogEntry entry) =>
        SchemaLogCodec.Decode(entry.Key, entry.Value, entry.Value is not null);

    private protected override SchemaLogPair Encode(RegistryRecord record) => SchemaLogCodec.Encode(record);

    private protected override byte[] KeyOf(RegistryRecord record) => SchemaLogCodec.Key(record);

    private protected override bool Apply(RegistryRecord record, long timestampMs) =>
        Machine.Index.Apply(record, timestampMs);

    private protected override IEnumerable<RegistryRecord> Restate(RegistryRecord overtaken) =>
        Machine.Index.Restate(overtaken);
}
