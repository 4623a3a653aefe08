// The schemas: the state of a registry over its log. A NOOP appended and read back proves that everything was read.
// Ids that other registries erased are remembered at the start, while their records can still be read.
using System.Collections.Immutable;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Storage;

/// <summary>The schemas of a registry.</summary>
internal sealed class RegistryStore(ISchemaLog log, RegistryOptions options)
    : LogStore<SubjectMachine>(log, new SchemaReplay(), options)
{
    private protected override ImmutableArray<SchemaLogPair> Barrier =>
        [SchemaLogCodec.Encode(new Noop(HighestId: 0))];

    private protected override ImmutableArray<RegistryRecord> Missing(SubjectMachine machine) =>
        machine.Index.MayForgetIds ? [machine.Index.HighestIds] : [];
}
