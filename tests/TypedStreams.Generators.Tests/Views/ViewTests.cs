// What a view promises: it says what the reader would have read, it refuses what the reader refuses, and neither costs
// memory.

using TypedStreams.Generators.Tests.Contracts;
using TypedStreams.Views;

namespace TypedStreams.Generators.Tests.Views;

public class ViewTests
{
    private const int Messages = 10_000;

    [Fact]
    public void Every_member_type_is_in_its_view_what_the_reader_reads()
    {
        for (var seed = 0; seed < Messages; seed++)
        {
            var message = RandomMessages.Everything(new Random(seed));
            var avro = Formats.Encode<Everything, AvroFormat>(message);
            Same(seed, avro, RebuiltFromAvro.Everything(EverythingView.Over(avro)));
            Same(seed, avro, EverythingView.Over(avro).ToMessage());
            var protobuf = Formats.Encode<Everything, ProtobufFormat>(message);
            Same(seed, avro, RebuiltFromProtobuf.Everything(EverythingOnProtobuf.Over(protobuf)));
            Same(seed, avro, EverythingOnProtobuf.Over(protobuf).ToMessage());
        }
    }

    [Fact]
    public void Unions_generics_and_nested_lists_are_in_their_view_what_the_reader_reads()
    {
        for (var seed = 0; seed < Messages; seed++)
        {
            var message = RandomShapes.Shapes(new Random(seed));
            var avro = Formats.Encode<Shapes, AvroFormat>(message);
            Same(seed, avro, RebuiltFromAvro.Shapes(ShapesView.Over(avro)));
            Same(seed, avro, ShapesView.Over(avro).ToMessage());
            var protobuf = Formats.Encode<Shapes, ProtobufFormat>(message);
            Same(seed, avro, RebuiltFromProtobuf.Shapes(ShapesOnProtobuf.Over(protobuf)));
            Same(seed, avro, ShapesOnProtobuf.Over(protobuf).ToMessage());
        }
    }

    [Fact]
    public void Recursive_message_is_viewed_level_by_level()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var tree = RandomTree(new Random(seed), depth: 0);
            var avro = Formats.Encode<Tree, AvroFormat>(tree);
            Same(seed, avro, RebuiltFromAvro.Tree(TreeView.Over(avro)));
            var protobuf = Formats.Encode<Tree, ProtobufFormat>(tree);
            Same(seed, avro, RebuiltFromProtobuf.Tree(TreeOnProtobuf.Over(protobuf)));
        }

        byte[] deep = [.. Enumerable.Repeat<byte[]>([0, 2], 100_000).SelectMany(pair => pair)];
        Assert.Throws<MalformedDataException>(() => { TreeView.Over(deep); });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void View_and_reader_agree_whether_mutated_bytes_are_a_message(int part)
    {
        for (var seed = part; seed < Messages; seed += 4)
        {
            var random = new Random(seed);
            var shapes = RandomShapes.Shapes(random);
            var everything = RandomMessages.Everything(random);
            var tree = RandomTree(random, depth: 0);
            Agree(seed, Damaged(random, Formats.Encode<Shapes, AvroFormat>(shapes)),
                bytes => Formats.Decode<Shapes, AvroFormat>(bytes),
                bytes => RebuiltFromAvro.Shapes(ShapesView.Over(bytes)));
            Agree(seed, Damaged(random, Formats.Encode<Shapes, ProtobufFormat>(shapes)),
                bytes => Formats.Decode<Shapes, ProtobufFormat>(bytes),
                bytes => RebuiltFromProtobuf.Shapes(ShapesOnProtobuf.Over(bytes)));
            Agree(seed, Damaged(random, Formats.Encode<Everything, AvroFormat>(everything)),
                bytes => Formats.Decode<Everything, AvroFormat>(bytes),
                bytes => RebuiltFromAvro.Everything(EverythingView.Over(bytes)));
            Agree(seed, Damaged(random, Formats.Encode<Everything, ProtobufFormat>(everything)),
                bytes => Formats.Decode<Everything, ProtobufFormat>(bytes),
                bytes => RebuiltFromProtobuf.Everything(EverythingOnProtobuf.Over(bytes)));
            Agree(seed, Damaged(random, Formats.Encode<Tree, AvroFormat>(tree)),
                bytes => Formats.Decode<Tree, AvroFormat>(bytes),
                bytes => RebuiltFromAvro.Tree(TreeView.Over(bytes)));
            Agree(seed, Damaged(random, Formats.Encode<Tree, ProtobufFormat>(tree)),
                bytes => Formats.Decode<Tree, ProtobufFormat>(bytes),
                bytes => RebuiltFromProtobuf.Tree(TreeOnProtobuf.Over(bytes)));
        }
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_as_the_reader_does()
    {
        for (var seed = 0; seed < Messages; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Agree(seed, bytes,
                data => Formats.Decode<Tree, AvroFormat>(data), data => RebuiltFromAvro.Tree(TreeView.Over(data)));
            Agree(seed, bytes,
                data => Formats.Decode<Tree, ProtobufFormat>(data),
                data => RebuiltFromProtobuf.Tree(TreeOnProtobuf.Over(data)));
            Agree(seed, bytes,
                data => Formats.Decode<Shapes, ProtobufFormat>(data),
                data => RebuiltFromProtobuf.Shapes(ShapesOnProtobuf.Over(data)));
        }
    }

    [Fact]
    public void Laying_a_view_and_refusing_to_takes_no_memory_in_proportion_to_what_bytes_claim()
    {
        // Name "", then a block of 2^40 children.
        byte[] claim = [0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedDataException>(() => { TreeView.Over(claim); });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Reading_every_member_allocates_nothing()
    {
        var order = GoldenMessages.Order;
        var shapes = RandomShapes.Shapes(new Random(7));
        var avro = Formats.Encode<OrderPlaced, AvroFormat>(order);
        var protobuf = Formats.Encode<OrderPlaced, ProtobufFormat>(order);
        var shapesOnAvro = Formats.Encode<Shapes, AvroFormat>(shapes);
        var shapesOnProtobuf = Formats.Encode<Shapes, ProtobufFormat>(shapes);
        Assert.Equal(0, Least(() => Sum(OrderPlacedView.Over(avro))));
        Assert.Equal(0, Least(() => Sum(OrderPlacedOnProtobuf.Over(protobuf))));
        Assert.Equal(0, Least(() => Count(ShapesView.Over(shapesOnAvro))));
        Assert.Equal(0, Least(() => Count(ShapesOnProtobuf.Over(shapesOnProtobuf))));
    }

    [Fact]
    public void Text_is_compared_and_copied_without_becoming_a_string()
    {
        foreach (var text in new[] { "", "paid", "é", "汉字", "a😀b", new string('x', 500) + "é" })
        {
            var view = new Utf8View(System.Text.Encoding.UTF8.GetBytes(text));
            Assert.True(view.Equals(text));
            Assert.True(view.Equals(System.Text.Encoding.UTF8.GetBytes(text)));
            Assert.False(view.Equals(text + "x"));
            Assert.False(view.Equals((string?)null));
            Assert.False(view.Equals(text.Length == 0 ? "y" : "y" + text[1..]));
            Assert.Equal(text, view.ToString());
            var chars = new char[view.Length];
            Assert.True(view.TryCopyTo(chars, out var written));
            Assert.Equal(text, new string(chars, 0, written));
            Assert.True(text.Length == 0 || !view.TryCopyTo(new char[text.Length - 1], out _));
        }
    }

    [Fact]
    public void Absent_member_has_no_value_and_says_so()
    {
        var order = GoldenMessages.Order with { Coupon = null };
        var view = OrderPlacedView.Over(Formats.Encode<OrderPlaced, AvroFormat>(order));
        Assert.False(view.Coupon.HasValue);
        Assert.False(view.Coupon.TryGet(out _));
        try
        {
            _ = view.Coupon.Value;
            Assert.Fail("The value of null was given.");
        }
        catch (InvalidOperationException)
        {
        }
    }

    private static Tree RandomTree(Random random, int depth) => new()
    {
        Name = RandomMessages.Text(random),
        Children = [.. Enumerable.Range(0, depth > 3 ? 0 : random.Next(3)).Select(_ => RandomTree(random, depth + 1))],
        Twin = depth > 3 || random.Next(2) == 0 ? null : RandomTree(random, depth + 1),
    };

    private static void Same<T>(int seed, byte[] expected, T message)
        where T : IMessageCodec<T, AvroFormat> =>
        Assert.True(expected.AsSpan().SequenceEqual(Formats.Encode<T, AvroFormat>(message)), $"seed {seed}");

    private static byte[] Damaged(Random random, byte[] bytes)
    {
        for (var i = bytes.Length == 0 ? 0 : random.Next(4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    /// <summary>Both make the same message of the bytes, or both refuse them as malformed.</summary>
    private static void Agree<T>(int seed, byte[] bytes, Func<byte[], T> read, Func<byte[], T> view)
        where T : class, IMessageCodec<T, AvroFormat>
    {
        var expected = Try(bytes, read);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var viewed = Try(bytes, view);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000 + (bytes.Length * 400));
        Assert.True(expected is null == viewed is null, $"seed {seed}: only one of them accepts the bytes");
        if (expected is not null)
        {
            Assert.Equal(Written(expected), Written(viewed!));
        }
    }

    /// <summary>A reader takes some values that the writer does not, such as a decimal with too many digits.</summary>
    private static string Written<T>(T message)
        where T : IMessageCodec<T, AvroFormat>
    {
        try
        {
            return Convert.ToHexString(Formats.Encode<T, AvroFormat>(message));
        }
        catch (ArgumentException refusal)
        {
            return refusal.Message;
        }
    }

    private static T? Try<T>(byte[] bytes, Func<byte[], T> make)
        where T : class
    {
        try
        {
            return make(bytes);
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    private static long Least(Func<long> read)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            // The runtime itself may allocate while code is first run; an allocation of ours would show every time.
            var before = GC.GetAllocatedBytesForCurrentThread();
            read();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static long Sum(OrderPlacedView order)
    {
        var sum = order.OrderId.Length + order.Customer.Length + (long)order.Total + order.PlacedAt.Ticks;
        foreach (var line in order.Lines)
        {
            sum += line.Sku.Length + line.Quantity + (long)line.Price;
        }

        return order.Coupon.TryGet(out var coupon) && coupon.Equals("none") ? 0 : sum;
    }

    private static long Sum(OrderPlacedOnProtobuf order)
    {
        var sum = order.OrderId.Length + order.Customer.Length + (long)order.Total + order.PlacedAt.Ticks;
        foreach (var line in order.Lines)
        {
            sum += line.Sku.Length + line.Quantity + (long)line.Price;
        }

        return order.Coupon.TryGet(out var coupon) && coupon.Equals("none") ? 0 : sum;
    }

    private static long Count(ShapesView shapes)
    {
        var sum = (long)shapes.Hash.Length + shapes.Names.First.Length + (shapes.Paid.IsCash ? 1 : 0);
        foreach (var entry in shapes.Groups)
        {
            foreach (var text in entry.Value)
            {
                sum += text.TryGet(out var some) ? some.Length : entry.Key.Length;
            }
        }

        foreach (var payment in shapes.History)
        {
            sum += payment.TryGet(out var paid) && paid.TryGetCard(out var card) ? card.Number.Length : 1;
        }

        return sum;
    }

    private static long Count(ShapesOnProtobuf shapes)
    {
        var sum = (long)shapes.Hash.Length + shapes.Names.First.Length + (shapes.Paid.IsCash ? 1 : 0);
        foreach (var entry in shapes.Groups)
        {
            foreach (var text in entry.Value)
            {
                sum += text.TryGet(out var some) ? some.Length : entry.Key.Length;
            }
        }

        foreach (var payment in shapes.History)
        {
            sum += payment.TryGet(out var paid) && paid.TryGetCard(out var card) ? card.Number.Length : 1;
        }

        return sum;
    }
}
