// Every request, response and record type in every version, in turn, damaged where its structure is.
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Fuzz;

internal sealed class StructuredMessageTarget : IFuzzTarget
{
    private readonly (MessageCodec Codec, short Version)[] _all =
    [
        .. MessageCodec.All.SelectMany(codec => Enumerable
            .Range(codec.MinVersion, codec.MaxVersion - codec.MinVersion + 1)
            .Select(version => (codec, (short)version))),
    ];

    private readonly HashSet<(MessageCodec Codec, short Version)> _seen = [];

    private int _next;

    public string Name => "messages by structure";

    public string Coverage => $"{_seen.Count} of {_all.Length} message versions";

    public FuzzInput Create(Random random)
    {
        (MessageCodec codec, short version) = _all[_next++ % _all.Length];
        _seen.Add((codec, version));
        object message = new MessageFiller(new RandomValues(random)).Fill(codec.Type, version);
        WireShape shape = WireShape.Of(message, version);
        if (!shape.Bytes.SequenceEqual(codec.Write(message, version)))
            throw new InvalidOperationException($"{codec.Name} version {version} is not written as its fields say.");

        byte[] damaged = new StructureMutation(random, shape.Bytes, shape.Spots).Damage();
        return new FuzzInput(codec, version, damaged) { IsDamaged = true };
    }

    public void Decode(FuzzInput input) => ((MessageCodec)input.Decoder).Read(input.Bytes, input.Version);

    public long AllocationLimit(int inputLength) => 16_384 + 256L * inputLength;
}
