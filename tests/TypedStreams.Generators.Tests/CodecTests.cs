// The generated codecs of this project's own messages: bytes against fastavro, round trips against themselves, and
// bytes that nobody wrote.

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Generators.Tests.Contracts;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.Tests;

public class CodecTests
{
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    [Fact]
    public void Fingerprint_is_that_of_the_schema_text()
    {
        Assert.Equal(AvroFingerprint.Of(AvroParser.Parse(SchemaOf<Everything>())), FingerprintOf<Everything>());
        Assert.Equal(AvroFingerprint.Of(AvroParser.Parse(SchemaOf<Tree>())), FingerprintOf<Tree>());
    }

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Encoded_bytes_equal_those_of_fastavro(string name)
    {
        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "codec.json"));
        var expected = JsonDocument.Parse(golden).RootElement.GetProperty(name).GetString();
        Assert.Equal(expected, Convert.ToHexStringLower(GoldenMessages.Encode(name)));
    }

    public static TheoryData<string> GoldenNames() => [.. GoldenMessages.Names];

    [Fact]
    public void Message_with_every_type_survives_a_round_trip() =>
        Prop.ForAll<int>(seed =>
        {
            var message = RandomMessages.Everything(new Random(seed));
            var read = Decode<Everything>(Encode(message));
            return JsonSerializer.Serialize(message, Json) == JsonSerializer.Serialize(read, Json);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_cut_of_a_message_is_refused()
    {
        var bytes = Encode(RandomMessages.Everything(new Random(7)));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<MalformedDataException>(() => Decode<Everything>(bytes[..length]));
        }

        Assert.Throws<MalformedDataException>(() => Decode<Everything>([.. bytes, 0]));
    }

    [Fact]
    public void Bytes_with_flipped_bits_are_read_or_refused_but_never_break_the_reader() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var bytes = Encode(RandomMessages.Everything(random));
            for (var i = 0; i < 3; i++)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                Decode<Everything>(bytes);
            }
            catch (MalformedDataException)
            {
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Recursive_message_survives_a_round_trip_and_bottomless_nesting_is_refused()
    {
        var tree = new Tree { Name = "r", Children = [new Tree { Name = "c", Twin = new Tree { Name = "t" } }] };
        var read = Decode<Tree>(Encode(tree));
        Assert.Equal("t", read.Children[0].Twin!.Name);
        Assert.Equal(1, read.Total);

        // Empty name, one child, empty name, one child, ...
        var deep = Enumerable.Repeat<byte[]>([0, 2], 100_000).SelectMany(pair => pair).ToArray();
        Assert.Throws<MalformedDataException>(() => Decode<Tree>(deep));
    }

    [Fact]
    public void Hostile_count_is_refused_before_memory_is_taken()
    {
        // Name "", then a block of 2^40 children.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedDataException>(() => Decode<Tree>([0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Blocks_of_other_writers_are_joined()
    {
        // Tree "", children in two blocks, the second with a negative count and a byte size; no twin.
        byte[] child = [2, (byte)'x', 0, 0];
        var tree = Decode<Tree>([0, 2, .. child, 1, 8, .. child, 0, 0]);
        Assert.Equal(["x", "x"], tree.Children.Select(c => c.Name));
    }

    [Fact]
    public void Value_that_the_schema_cannot_hold_is_refused_not_rounded()
    {
        Assert.Throws<ArgumentException>(() => Encode(GoldenMessages.Order with { Total = 1.005m }));
        Assert.Throws<ArgumentException>(() => Encode(GoldenMessages.Order with { Total = 1e17m }));
        Assert.Throws<ArgumentNullException>(() => Encode(GoldenMessages.Order with { OrderId = null! }));
        Assert.ThrowsAny<ArgumentException>(() => Encode(GoldenMessages.Order with { OrderId = "half \ud800" }));
    }

    [Fact]
    public void Message_that_holds_itself_is_refused_instead_of_overflowing_the_stack()
    {
        var tree = new Tree { Name = "x" };
        tree.Twin = tree;
        Assert.Throws<ArgumentException>(() => Encode(tree));
    }

    [Fact]
    public void Many_small_blocks_cost_work_in_proportion_to_their_bytes()
    {
        const int children = 200_000;
        byte[] child = [2, 0, 0, 0];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tree = Decode<Tree>([0, .. Enumerable.Repeat(child, children).SelectMany(block => block), 0, 0]);
        Assert.Equal(children, tree.Children.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, children * 200L);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.01")]
    [InlineData("1.28")]
    [InlineData("-1.28")]
    [InlineData("1.27")]
    [InlineData("327.68")]
    [InlineData("9999999999999999.99")]
    [InlineData("-9999999999999999.99")]
    [InlineData("1000000000000000.00")]
    [InlineData("7")]
    [InlineData("1.500")]
    public void Decimal_survives_a_round_trip(string text)
    {
        var value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(value, Decode<OrderPlaced>(Encode(GoldenMessages.Order with { Total = value })).Total);
    }

    [Fact]
    public void Data_of_an_older_schema_is_read_through_a_plan()
    {
        var older = AvroParser.Parse("""
            {"type":"record","name":"OrderPlaced","namespace":"old","fields":[
              {"name":"Gone","type":{"type":"array","items":"string"}},
              {"name":"Lines","type":{"type":"array","items":{"type":"record","name":"OrderLine","fields":[
                {"name":"Quantity","type":"int"},{"name":"Sku","type":"bytes"},{"name":"Price","type":"bytes"}]}}},
              {"name":"OrderId","type":"string"},{"name":"Customer","type":"string"},
              {"name":"Total","type":"bytes"},{"name":"PlacedAt","type":"int"}]}
            """);
        var plan = AvroReadPlan.Create(AvroParser.Parse(SchemaOf<OrderPlaced>()), older);
        byte[] written = [2, 2, (byte)'g', 0, 2, 6, 2, (byte)'s', 2, 100, 0, 2, (byte)'o', 2, (byte)'c', 2, 200, 10];
        var output = new ArrayBufferWriter<byte>();
        plan.Rewrite(written, output);
        var order = Decode<OrderPlaced>(output.WrittenSpan.ToArray());
        Assert.Equal(("o", "c", -0.56m, null), (order.OrderId, order.Customer.Value, order.Total, order.Coupon));
        Assert.Equal(new OrderLine("s", 3, 1.00m), Assert.Single(order.Lines));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(5), order.PlacedAt);
    }

    [Fact]
    public void Writing_an_order_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            // The runtime itself may allocate while code is first run; an allocation of ours would show every time.
            output.ResetWrittenCount();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Write(GoldenMessages.Order, output);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    internal static byte[] Encode<T>(T message)
        where T : IMessage<T>
    {
        // A buffer that hands out the least it may, so that every refill path runs.
        var output = new StingyWriter();
        Write(message, output);
        return output.Written;
    }

    private static void Write<T>(T message, IBufferWriter<byte> output)
        where T : IMessage<T> => T.Write(message, output);

    internal static T Decode<T>(byte[] bytes)
        where T : IMessage<T> => T.Read(bytes);

    private static string SchemaOf<T>()
        where T : IMessage<T> => T.SchemaText;

    private static ulong FingerprintOf<T>()
        where T : IMessage<T> => T.SchemaFingerprint;
}
