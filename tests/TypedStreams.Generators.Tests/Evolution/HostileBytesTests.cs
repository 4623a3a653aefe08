// Damaged and random bytes for every reader of random contracts: each ends in a value or in an error of the reader's
// own whose field can be named, and takes memory in proportion to the bytes.

using TypedStreams.Fuzz;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Generators.Tests.Evolution;

public class HostileBytesTests
{
    private const int Contracts = 50;
    private const int Values = 100;
    private const int BytesAByte = 400;
    private const int BytesAtLeast = 64 << 10;

    [Fact]
    public void Avro_readers_of_both_versions_and_the_plan_refuse_5_000_damaged_values_in_bounded_memory()
    {
        var tally = new Tally();
        int[] seeds = [.. Enumerable.Range(1_001, Contracts)];
        foreach (var (seed, (old, pair)) in seeds.Zip(ContractAssembly.Build(seeds)))
        {
            var schema = AvroParser.Parse(pair.OldSchema);
            foreach (var bytes in Damaged(seed, old, value => pair.Read(value).Written))
            {
                var refusals = tally.Measured(seed, bytes, () => pair.Refusals(bytes));
                foreach (var refusal in refusals.Take(2))
                {
                    tally.Add(seed, bytes, refusal, at => PayloadPlace.Find(schema, bytes, at), isAlwaysInField: true);
                }

                tally.Agree(seed, bytes, refusals);
            }
        }

        tally.Check(Contracts * Values);
    }

    [Fact]
    public void Protobuf_readers_refuse_5_000_damaged_values_in_bounded_memory() =>
        Check<ProtobufFormat>((codec, bytes) =>
        {
            var message = ProtoParser.Parse(codec.Schema).FirstMessage!;
            return at => PayloadPlace.Find(message, bytes, at);
        });

    [Fact]
    public void Json_readers_refuse_5_000_damaged_values_in_bounded_memory() =>
        Check<JsonFormat>((_, bytes) => at => PayloadPlace.FindInJson(bytes, at));

    private static void Check<TFormat>(Func<FormatCodec, byte[], Func<int, string?>> fields)
        where TFormat : ISchemaFormat
    {
        var tally = new Tally();
        int[] seeds = [.. Enumerable.Range(1_001, Contracts)];
        foreach (var (seed, message) in seeds.Zip(ContractAssembly.BuildThreeFormats(seeds)))
        {
            var codec = FormatCodec.Of(message, typeof(TFormat));
            foreach (var bytes in Damaged(seed, message, codec.Write))
            {
                var refusal = tally.Measured(seed, bytes, () => Refusal.Of(() => codec.Read(bytes)));
                tally.Add(seed, bytes, refusal, fields(codec, bytes), isAlwaysInField: false);
            }
        }

        tally.Check(Contracts * Values);
    }

    /// <summary>Three of four are values that were damaged, the others random bytes.</summary>
    private static IEnumerable<byte[]> Damaged(int seed, Type message, Func<object, byte[]> write)
    {
        var random = new Random(seed);
        var values = new RandomValue(random);
        for (var i = 0; i < Values; i++)
        {
            var bytes = i % 4 == 3 ? new byte[random.Next(64)] : write(values.Of(message));
            if (i % 4 == 3)
            {
                random.NextBytes(bytes);
            }

            yield return Mutation.Damage(random, bytes);
        }
    }

    private sealed class Tally
    {
        private readonly List<string> _faults = [];
        private int _read;
        private int _refused;
        private int _named;

        internal T Measured<T>(int seed, byte[] bytes, Func<T> read)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = read();
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            if (taken > BytesAtLeast + ((long)bytes.Length * BytesAByte))
            {
                _faults.Add($"seed {seed}: {taken} bytes taken for {bytes.Length}: {Convert.ToHexString(bytes)}");
            }

            return result;
        }

        /// <summary>
        /// A field is found unless there is none: what is no object or no tag, what follows the value, and what is
        /// missing from the message itself, which the problem names.
        /// </summary>
        internal void Add(int seed, byte[] bytes, Refusal? refusal, Func<int, string?> field, bool isAlwaysInField)
        {
            if (refusal is null)
            {
                _read++;
                return;
            }

            _refused++;
            if (field(refusal.Position) is { Length: > 0 })
            {
                _named++;
            }
            else if (isAlwaysInField && !refusal.Problem.Contains("follow", StringComparison.Ordinal))
            {
                _faults.Add($"seed {seed}: no field at byte {refusal.Position} ({refusal.Problem}) of "
                    + Convert.ToHexString(bytes));
            }
        }

        internal void Agree(int seed, byte[] bytes, Refusal?[] ways)
        {
            if (ways[1] is null != ways[2] is null)
            {
                _faults.Add($"seed {seed}: by the reader of the version {ways[1]}, by the plan {ways[2]}: "
                    + Convert.ToHexString(bytes));
            }
        }

        internal void Check(int least)
        {
            Assert.True(_faults.Count == 0, $"{_faults.Count} faults:\n{string.Join('\n', _faults.Take(5))}");
            Assert.InRange(_refused, least / 4, int.MaxValue);
            Assert.InRange(_read, least / 10, int.MaxValue);
            Assert.InRange(_named, least / 4, int.MaxValue);
        }
    }
}
