// Keys and values of __consumer_offsets and __transaction_state, damaged where their structure is, replayed into the
// coordinators that would read them at a start.
using System.Reflection;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Fuzz;

internal sealed class CoordinatorTarget : IFuzzTarget
{
    private static readonly (MessageCodec Key, MessageCodec? Value, short Type)[] Kinds = [.. All()];
    private readonly HashSet<string> _seen = [];
    private GroupCoordinator _groups = new(new GroupOptions());
    private TransactionCoordinator _transactions = new(new TransactionOptions());
    private int _next;

    public string Name => "coordinator records by structure";

    public string Coverage => $"{_seen.Count} of {Kinds.Length} kinds of records";

    public FuzzInput Create(Random random)
    {
        (MessageCodec key, MessageCodec? value, short type) = Kinds[_next++ % Kinds.Length];
        _seen.Add(key.Name);
        if (_next % 1_000 == 0)
        {
            _groups = new GroupCoordinator(new GroupOptions());
            _transactions = new TransactionCoordinator(new TransactionOptions());
        }

        byte[] keyBytes = Bytes(random, key, type, version: 0, isDamaged: random.Next(3) == 0);
        if (value is null || random.Next(6) == 0)
            return new FuzzInput(keyBytes, -1, []) { IsDamaged = true };
        short version = (short)random.Next(value.MinVersion, value.MaxVersion + 1);
        byte[] valueBytes = Bytes(random, value, version, version, isDamaged: true);
        return new FuzzInput(keyBytes, version, valueBytes) { IsDamaged = true };
    }

    public void Decode(FuzzInput input)
    {
        ReadOnlyMemory<byte> key = (byte[])input.Decoder;
        ReadOnlyMemory<byte>? value = input.Version < 0 ? null : input.Bytes;
        List<Exception> refusals = [];
        Try(() => _groups.Replay(key, value), refusals);
        Try(() => _transactions.Replay(key, value), refusals);
        if (refusals.Count > 0)
            throw refusals[0];
    }

    // The state of the coordinators grows with what they take in.
    public long AllocationLimit(int inputLength) => 256_000 + 1_024L * inputLength;

    private static void Try(Action replay, List<Exception> refusals)
    {
        try
        {
            replay();
        }
        catch (MalformedMessageException e)
        {
            refusals.Add(e);
        }
    }

    private static byte[] Bytes(Random random, MessageCodec codec, short prefix, short version, bool isDamaged)
    {
        object message = new MessageFiller(new RandomValues(random)).Fill(codec.Type, version);
        WireShape shape = WireShape.Of(message, version);
        shape.Bytes.InsertRange(0, [(byte)(prefix >> 8), (byte)prefix]);
        List<Spot> spots =
            [new Spot(0, 2, SpotKind.Number), .. shape.Spots.Select(spot => spot with { At = spot.At + 2 })];
        return isDamaged ? new StructureMutation(random, shape.Bytes, spots).Damage() : [.. shape.Bytes];
    }

    // A key and its value are called alike; the key's first two bytes say which kind it is.
    private static IEnumerable<(MessageCodec Key, MessageCodec? Value, short Type)> All()
    {
        var keys = MessageCodec.All.Where(codec => codec.Name.EndsWith("Key", StringComparison.Ordinal));
        foreach (MessageCodec key in keys)
        {
            string valueName = key.Name[..^3] + "Value";
            short type = key.Type.GetCustomAttribute<DataMessageAttribute>()?.RecordType ?? -1;
            MessageCodec? value = MessageCodec.All.FirstOrDefault(codec => codec.Name == valueName);
            type = type >= 0 ? type : value?.Type.GetCustomAttribute<DataMessageAttribute>()?.RecordType ?? -1;
            yield return (key, value, type);
        }
    }
}
