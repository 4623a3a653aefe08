// What holds for every format alike: what is written is read again, by any codec of the record; bytes that nobody wrote
// are refused and never break the reader.

using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

public class FormatTests
{
    [Theory]
    [InlineData("schemas/Everything", "everything")]
    [InlineData("schemas/OrderPlaced", "orders")]
    [InlineData("schemas/Tree", "trees")]
    [InlineData("schemas/Shapes", "shapes")]
    [InlineData("schemas/ParcelTwo", "parcels2")]
    public void Schemas_are_the_schemas_that_were_reviewed(string file, string topic)
    {
        var (avro, protobuf, json) = topic switch
        {
            "everything" => Schemas<Everything>(),
            "orders" => Schemas<OrderPlaced>(),
            "trees" => Schemas<Tree>(),
            "shapes" => Schemas<Shapes>(),
            _ => ("", Formats.Schema<ParcelTwo, ProtobufFormat>(), Formats.Schema<ParcelTwo, JsonFormat>()),
        };
        if (avro.Length > 0)
        {
            Snapshot.Match(file + ".avsc", avro);
        }

        Snapshot.Match(file + ".proto", protobuf);
        Snapshot.Match(file + ".json", json);
    }

    [Fact]
    public void Message_with_every_type_survives_each_format() =>
        Prop.ForAll<int>(seed =>
        {
            var message = RandomMessages.Finite(RandomMessages.Everything(new Random(seed)));
            var avro = Formats.Encode<Everything, AvroFormat>(message);
            return Same<AvroFormat>() && Same<ProtobufFormat>() && Same<JsonFormat>();

            // Equal messages have equal Avro bytes.
            bool Same<TFormat>()
                where TFormat : ISchemaFormat =>
                Formats.Encode<Everything, AvroFormat>(RoundTrip.Everything<TFormat>(message)).SequenceEqual(avro);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Unions_generics_and_nested_lists_survive_each_format() =>
        Prop.ForAll<int>(seed =>
        {
            var message = RandomShapes.Shapes(new Random(seed));
            var avro = Formats.Encode<Shapes, AvroFormat>(message);
            return Same<AvroFormat>() && Same<ProtobufFormat>() && Same<JsonFormat>();

            bool Same<TFormat>()
                where TFormat : ISchemaFormat =>
                Formats.Encode<Shapes, AvroFormat>(RoundTrip.Shapes<TFormat>(message)).SequenceEqual(avro);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mutated_bytes_are_read_or_refused_in_bounded_memory() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var message = RandomShapes.Shapes(random);
            return Survives<AvroFormat>() && Survives<ProtobufFormat>() && Survives<JsonFormat>();

            bool Survives<TFormat>()
                where TFormat : ISchemaFormat
            {
                var bytes = RoundTrip.EncodeShapes<TFormat>(message);
                for (var i = 0; i < 3; i++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    var length = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length);
                    RoundTrip.DecodeShapes<TFormat>(bytes.AsSpan(0, length));
                }
                catch (MalformedDataException)
                {
                }

                return GC.GetAllocatedBytesForCurrentThread() - before < 100_000 + (bytes.Length * 200);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_bytes_are_refused_or_read_in_bounded_memory() =>
        Prop.ForAll<byte[]>(bytes => Survives<AvroFormat>(bytes) && Survives<ProtobufFormat>(bytes)
            && Survives<JsonFormat>(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Message_that_holds_itself_is_refused_in_every_format()
    {
        var tree = new Tree { Name = "x" };
        tree.Twin = tree;
        Assert.Throws<ArgumentException>(() => Formats.Encode<Tree, AvroFormat>(tree));
        Assert.Throws<ArgumentException>(() => Formats.Encode<Tree, ProtobufFormat>(tree));
        Assert.Throws<ArgumentException>(() => Formats.Encode<Tree, JsonFormat>(tree));
    }

    [Fact]
    public void Wrong_length_of_fixed_bytes_is_refused_in_every_format()
    {
        var shapes = RandomShapes.Shapes(new Random(1)) with { Hash = [1, 2, 3] };
        Assert.Throws<ArgumentException>(() => RoundTrip.EncodeShapes<AvroFormat>(shapes));
        Assert.Throws<ArgumentException>(() => RoundTrip.EncodeShapes<ProtobufFormat>(shapes));
        Assert.Throws<ArgumentException>(() => RoundTrip.EncodeShapes<JsonFormat>(shapes));
    }

    [Fact]
    public void Case_that_is_not_of_the_union_is_refused_in_every_format()
    {
        var shapes = RandomShapes.Shapes(new Random(1)) with { Shape = new Stranger() };
        Assert.Throws<ArgumentException>(() => RoundTrip.EncodeShapes<AvroFormat>(shapes));
        Assert.Throws<ArgumentException>(() => RoundTrip.EncodeShapes<ProtobufFormat>(shapes));
        Assert.Throws<ArgumentException>(() => RoundTrip.EncodeShapes<JsonFormat>(shapes));
    }

    [Fact]
    public void Message_reads_values_of_each_of_its_formats()
    {
        var order = GoldenMessages.Order;
        Assert.True(Reads<OrderPlaced>(SchemaFormat.Json));
        Assert.False(Reads<Ping>(SchemaFormat.Json));
        Assert.Equal(order.OrderId, Read<OrderPlaced>(
            SchemaFormat.Json, Formats.Encode<OrderPlaced, JsonFormat>(order)).OrderId);
        Assert.Equal(order.OrderId, Read<OrderPlaced>(
            SchemaFormat.Protobuf, Formats.Encode<OrderPlaced, ProtobufFormat>(order)).OrderId);
        Assert.Throws<NotSupportedException>(() => Read<Ping>(SchemaFormat.Json, [1]));
    }

    [Fact]
    public void Writing_an_order_allocates_nothing_in_any_format()
    {
        Assert.Equal(0, Least(output => Formats.Write<OrderPlaced, ProtobufFormat>(GoldenMessages.Order, output)));
        Assert.Equal(0, Least(output => Formats.Write<OrderPlaced, JsonFormat>(GoldenMessages.Order, output)));

        static long Least(Action<System.Buffers.ArrayBufferWriter<byte>> write)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>(4096);
            var least = long.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                // The runtime itself may allocate while code is first run; ours would show every time.
                output.ResetWrittenCount();
                var before = GC.GetAllocatedBytesForCurrentThread();
                write(output);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }
    }

    private static (string Avro, string Protobuf, string Json) Schemas<T>()
        where T : IMessageCodec<T, AvroFormat>, IMessageCodec<T, ProtobufFormat>, IMessageCodec<T, JsonFormat> =>
        (Formats.Schema<T, AvroFormat>(), Formats.Schema<T, ProtobufFormat>(), Formats.Schema<T, JsonFormat>());

    private static bool Reads<T>(SchemaFormat format)
        where T : IMessage<T> => T.Reads(format);

    private static T Read<T>(SchemaFormat format, byte[] bytes)
        where T : IMessage<T> => T.Read(format, bytes);

    private static bool Survives<TFormat>(byte[] bytes)
        where TFormat : ISchemaFormat
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            RoundTrip.DecodeShapes<TFormat>(bytes);
        }
        catch (MalformedDataException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before < 100_000 + (bytes.Length * 200);
    }

    private sealed class Stranger : IShape;
}
