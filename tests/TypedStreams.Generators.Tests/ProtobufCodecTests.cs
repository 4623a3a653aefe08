// What the format allows other writers to do, beyond what our own writer does.

using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

public class ProtobufCodecTests
{
    private static readonly Parcel Parcel = new("p", 7, new ParcelSize(1, 2));

    [Fact]
    public void Length_of_a_long_message_is_right_whatever_room_the_buffer_has()
    {
        // Found with random messages: the room for a longer length was taken when the message counted as closed.
        var expected = Nested(new System.Buffers.ArrayBufferWriter<byte>(1_000));
        for (var room = 1; room <= expected.Length + 5; room++)
        {
            Assert.Equal(expected, Nested(new System.Buffers.ArrayBufferWriter<byte>(room)));
        }

        static byte[] Nested(System.Buffers.ArrayBufferWriter<byte> output)
        {
            var writer = new TypedStreams.Protobuf.ProtobufWriter(output);
            var start = writer.Begin(10);
            writer.WriteString(10, new string('a', 127));
            writer.WriteString(10, new string('b', 20));
            writer.End(start);
            writer.Flush();
            return output.WrittenSpan.ToArray();
        }
    }

    [Fact]
    public void Bytes_are_those_that_protoc_encodes()
    {
        // id "p", weight 7, size { width 1 height 2 }, priority 3.
        byte[] expected = [10, 1, (byte)'p', 16, 7, 26, 4, 8, 1, 16, 2, 72, 3];
        Assert.Equal(expected, Formats.Encode<Parcel, ProtobufFormat>(Parcel));
        Assert.Equal(Parcel, Decode(expected));
    }

    [Fact]
    public void Fields_that_are_not_there_have_their_defaults()
    {
        Assert.Equal(new Parcel("", 0, new ParcelSize(0, 0)), Decode([]));
        Assert.Equal(3, Decode([]).Priority);
        Assert.Equal(0, Decode([72, 0]).Priority);
        Assert.Equal("unknown", Formats.Decode<ParcelTwo, ProtobufFormat>([]).Sender);
    }

    [Fact]
    public void Message_field_that_comes_again_is_merged_and_the_last_number_counts()
    {
        var parcel = Decode([26, 2, 8, 1, 16, 5, 16, 6, 26, 4, 16, 2, 16, 3]);
        Assert.Equal((6UL, new ParcelSize(1, 3)), (parcel.Weight, parcel.Size));
    }

    [Fact]
    public void Endless_merging_is_refused()
    {
        byte[] again = [26, 2, 8, 1];
        Assert.Throws<MalformedDataException>(
            () => Decode([.. Enumerable.Repeat(again, 1000).SelectMany(field => field)]));
    }

    [Fact]
    public void Unknown_fields_of_every_kind_are_kept_and_written_again()
    {
        // A varint, 8 bytes, 4 bytes, text, and a group around a number.
        byte[] unknown =
        [
            160, 6, 1, 169, 6, 1, 2, 3, 4, 5, 6, 7, 8, 181, 6, 1, 2, 3, 4, 186, 6, 1, 65, 195, 6, 8, 1, 196, 6,
        ];
        var known = Formats.Encode<Parcel, ProtobufFormat>(Parcel);
        var read = Decode([.. unknown, .. known]);
        Assert.Equal(unknown, read.Unknown.ToArray());
        Assert.Equal([.. known, .. unknown], Formats.Encode<Parcel, ProtobufFormat>(read));
    }

    [Fact]
    public void Newer_message_passes_through_an_older_service_unharmed()
    {
        var sent = new ParcelTwo("p", 7, new ParcelSize(1, 2), 4, "me", [new ParcelSize(5, 6)]);
        var older = Decode(Formats.Encode<ParcelTwo, ProtobufFormat>(sent));
        var received = Formats.Decode<ParcelTwo, ProtobufFormat>(
            Formats.Encode<Parcel, ProtobufFormat>(older with { Weight = 8 }));
        Assert.Equal(("me", 8UL, new ParcelSize(5, 6)), (received.Sender, received.Weight, received.Inner[0]));
    }

    [Fact]
    public void Numbers_of_a_list_are_read_packed_and_one_by_one()
    {
        // Everything.numbers (25): packed 1, 2, then 3 alone, then packed 4.
        var read = Formats.Decode<Everything, ProtobufFormat>(
            [202, 1, 2, 1, 2, 200, 1, 3, 202, 1, 1, 4, 90, 0, 114, 36, .. Id, 178, 1, 0]);
        Assert.Equal([1, 2, 3, 4], read.Numbers);
    }

    [Fact]
    public void Items_of_a_list_that_others_interrupt_are_all_there()
    {
        byte[] item = [42, 2, 8, 9];
        var parcel = Formats.Decode<ParcelTwo, ProtobufFormat>([.. item, .. item, 16, 1, .. item]);
        Assert.Equal([9U, 9U, 9U], parcel.Inner.Select(size => size.Width));
    }

    [Theory]
    [InlineData("the tag of field 0", new byte[] { 0 })]
    [InlineData("a length beyond the data", new byte[] { 10, 5, 65 })]
    [InlineData("a number without an end", new byte[] { 16, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1 })]
    [InlineData("a group that does not end", new byte[] { 195, 6, 8, 1 })]
    [InlineData("an end without a group", new byte[] { 196, 6 })]
    [InlineData("a wire type that does not exist", new byte[] { 166, 6 })]
    [InlineData("text that is not UTF-8", new byte[] { 10, 1, 255 })]
    public void Damage_is_refused(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        Assert.Throws<MalformedDataException>(() => Decode(bytes));
    }

    [Fact]
    public void Symbol_that_is_not_known_is_the_fallback_or_refused()
    {
        var shapes = Formats.Encode<Shapes, ProtobufFormat>(RandomShapes.Shapes(new Random(3)));
        Assert.Equal(
            Network.Other, Formats.Decode<Shapes, ProtobufFormat>([.. shapes, 120, 77]).Network);
        var everything = Formats.Encode<Everything, ProtobufFormat>(RandomMessages.Everything(new Random(3)));
        Assert.Throws<MalformedDataException>(
            () => Formats.Decode<Everything, ProtobufFormat>([.. everything, 176, 1, 77]));
    }

    [Fact]
    public void Long_nested_values_get_their_length_moved_in()
    {
        var sent = new ParcelTwo("p", 1, new ParcelSize(1, 1), 1, new string('x', 20_000), []);
        Assert.Equal(sent.Sender, Formats.Decode<ParcelTwo, ProtobufFormat>(
            Formats.Encode<ParcelTwo, ProtobufFormat>(sent)).Sender);
        var tree = new Tree
        {
            Name = "r",
            Children = [new Tree { Name = new string('y', 300) }],
            Twin = new Tree { Name = new string('z', 20_000) },
        };
        var read = Formats.Decode<Tree, ProtobufFormat>(Formats.Encode<Tree, ProtobufFormat>(tree));
        Assert.Equal((300, 20_000), (read.Children[0].Name.Length, read.Twin!.Name.Length));
    }

    private static byte[] Id => [.. "00000000-0000-0000-0000-000000000000"u8];

    private static Parcel Decode(byte[] bytes) => Formats.Decode<Parcel, ProtobufFormat>(bytes);
}
