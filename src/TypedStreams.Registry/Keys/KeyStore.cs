// The keys over their own log. Opened when somebody first asks for a key: most registries hold none.
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Keys;

/// <summary>The keys of a registry.</summary>
internal sealed class KeyStore(ISchemaLog log, RegistryOptions options)
    : LogStore<KeyMachine>(log, new KeyReplay(), options);

/// <summary>Replays the log of the keys.</summary>
internal sealed class KeyReplay : LogReplay<KeyMachine>
{
    internal override KeyMachine Machine { get; } = new();

    private protected override RegistryRecord Decode(in SchemaLogEntry entry) =>
        KeyLogCodec.Decode(entry.Key, entry.Value);

    private protected override SchemaLogPair Encode(RegistryRecord record) => KeyLogCodec.Encode(record);

    private protected override byte[] KeyOf(RegistryRecord record) => KeyLogCodec.Key(record);

    private protected override bool Apply(RegistryRecord record, long timestampMs)
    {
        Machine.Apply(record, timestampMs);
        return true;
    }

    private protected override IEnumerable<RegistryRecord> Restate(RegistryRecord overtaken) =>
        [Machine.Restate(overtaken)];
}
