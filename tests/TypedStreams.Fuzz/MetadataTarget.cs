// Records of __cluster_metadata, damaged where their structure is, decoded and applied to an image as a start does.
using System.Reflection;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Fuzz;

internal sealed class MetadataTarget : IFuzzTarget
{
    private static readonly (MessageCodec Codec, short Kind)[] Kinds =
    [
        .. MessageCodec.All
            .Where(codec => codec.Name.EndsWith("Record", StringComparison.Ordinal))
            .Select(codec => (codec, codec.Type.GetCustomAttribute<DataMessageAttribute>()?.RecordType ?? -1)),
    ];

    private readonly HashSet<string> _decoded = [];
    private int _next;

    public string Name => "metadata records by structure";

    public string Coverage => $"{_decoded.Count} kinds of records decoded, {Kinds.Length} written";

    public FuzzInput Create(Random random)
    {
        (MessageCodec codec, short kind) = Kinds[_next++ % Kinds.Length];
        short version = (short)random.Next(codec.MinVersion, codec.MaxVersion + 1);
        object message = new MessageFiller(new RandomValues(random)).Fill(codec.Type, version);
        WireShape shape = WireShape.Of(message, version);
        shape.Bytes.InsertRange(0, [1, (byte)kind, (byte)version]);
        List<Spot> spots =
        [
            new Spot(0, 1, SpotKind.CompactLength), new Spot(1, 1, SpotKind.CompactLength),
            new Spot(2, 1, SpotKind.CompactLength), .. shape.Spots.Select(spot => spot with { At = spot.At + 3 }),
        ];
        byte[] bytes = new StructureMutation(random, shape.Bytes, spots).Damage();
        return new FuzzInput(codec, version, bytes) { IsDamaged = true };
    }

    public void Decode(FuzzInput input)
    {
        if (MetadataRecords.Decode(input.Bytes) is { } record)
            _decoded.Add(record.GetType().Name);
    }

    public long AllocationLimit(int inputLength) => 16_384 + 256L * inputLength;
}
