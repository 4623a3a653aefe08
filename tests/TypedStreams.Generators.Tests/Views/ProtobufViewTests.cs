// What Protobuf allows other writers to do, as ProtobufCodecTests has it for the reader.

using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests.Views;

public class ProtobufViewTests
{
    private static byte[] Id => [.. "00000000-0000-0000-0000-000000000000"u8];

    [Fact]
    public void Fields_that_are_not_there_have_their_defaults()
    {
        var parcel = ParcelView.Over([]);
        Assert.Equal(("", 0UL, 0U, 3), (parcel.Id.ToString(), parcel.Weight, parcel.Size.Height, parcel.Priority));
        Assert.Equal(0, ParcelView.Over([72, 0]).Priority);
        var two = ParcelTwoView.Over([]);
        Assert.True(two.Sender.Equals("unknown"));
        Assert.Equal(0, two.Inner.Count);
        Assert.False(two.Inner.GetEnumerator().MoveNext());
    }

    [Fact]
    public void Message_field_that_comes_again_is_merged_and_the_last_number_counts()
    {
        var parcel = ParcelView.Over([26, 2, 8, 1, 16, 5, 16, 6, 26, 4, 16, 2, 16, 3]);
        Assert.Equal((6UL, 1U, 3U), (parcel.Weight, parcel.Size.Width, parcel.Size.Height));
    }

    [Fact]
    public void Only_a_field_in_pieces_costs_memory()
    {
        byte[] whole = [26, 4, 8, 1, 16, 3];
        byte[] pieces = [26, 2, 8, 1, 26, 2, 16, 3];
        Assert.Equal(0, Least(whole));
        Assert.InRange(Least(pieces), 1, 100);

        static long Least(byte[] bytes)
        {
            var least = long.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var height = ParcelView.Over(bytes).Size.Height;
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                Assert.Equal(3U, height);
            }

            return least;
        }
    }

    [Fact]
    public void Endless_merging_is_refused()
    {
        byte[] again = [.. Enumerable.Repeat<byte[]>([26, 2, 8, 1], 1000).SelectMany(field => field)];
        Assert.Throws<MalformedDataException>(() => { ParcelView.Over(again); });
    }

    [Fact]
    public void Numbers_of_a_list_are_read_packed_and_one_by_one()
    {
        // Everything.numbers (25): packed 1, 2, then 3 alone, then packed none, then packed 4; the text between.
        var view = EverythingOnProtobuf.Over(
            [202, 1, 2, 1, 2, 200, 1, 3, 90, 0, 202, 1, 0, 202, 1, 1, 4, 114, 36, .. Id, 178, 1, 0]);
        var numbers = new List<int>();
        foreach (var number in view.Numbers)
        {
            numbers.Add(number);
        }

        Assert.Equal([1, 2, 3, 4], numbers);
        Assert.Equal(4, view.Numbers.Count);
    }

    [Fact]
    public void Items_of_a_list_that_others_interrupt_are_all_there()
    {
        byte[] item = [42, 2, 8, 9];
        var view = ParcelTwoView.Over([.. item, .. item, 16, 1, .. item]);
        var widths = new List<uint>();
        foreach (var size in view.Inner)
        {
            widths.Add(size.Width);
        }

        Assert.Equal([9U, 9U, 9U], widths);
        Assert.Equal((3, 1UL), (view.Inner.Count, view.Weight));
    }

    [Fact]
    public void Unknown_fields_of_every_kind_are_passed_over_and_kept_in_the_message()
    {
        byte[] unknown =
        [
            160, 6, 1, 169, 6, 1, 2, 3, 4, 5, 6, 7, 8, 181, 6, 1, 2, 3, 4, 186, 6, 1, 65, 195, 6, 8, 1, 196, 6,
        ];
        var view = ParcelView.Over([.. unknown, 16, 7]);
        Assert.Equal(7UL, view.Weight);
        Assert.Equal(unknown, view.ToMessage().Unknown.ToArray());
    }

    [Fact]
    public void Symbol_that_is_not_known_is_the_fallback_or_refused()
    {
        var shapes = Formats.Encode<Shapes, ProtobufFormat>(RandomShapes.Shapes(new Random(3)));
        Assert.Equal(Network.Other, ShapesOnProtobuf.Over([.. shapes, 120, 77]).Network);
        byte[] everything =
        [
            .. Formats.Encode<Everything, ProtobufFormat>(RandomMessages.Everything(new Random(3))), 176, 1, 77,
        ];
        Assert.Throws<MalformedDataException>(() => { EverythingOnProtobuf.Over(everything); });
    }
}
