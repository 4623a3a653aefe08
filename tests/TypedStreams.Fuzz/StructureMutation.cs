// Damage by someone who knows the format: a count that is off by one, a length that reaches past the end, a null where
// none may be, an overlong varint, a tagged field twice or of an unknown number, an element that is there again. What
// stands behind a change stays in its place, so that the decoder meets it.
using System.Buffers.Binary;

namespace TypedStreams.Fuzz;

internal sealed class StructureMutation(Random random, List<byte> bytes, List<Spot> spots)
{
    private static readonly long[] Extremes =
        [0, 1, -1, -2, 2, 127, 128, 255, 256, 32_767, -32_768, 65_535, int.MaxValue, int.MinValue, long.MaxValue,
            long.MinValue, 1L << 28, 1_073_741_823];

    /// <summary>How often each kind of place was changed in all runs.</summary>
    public static SortedDictionary<string, long> Coverage { get; } = new(StringComparer.Ordinal);

    public byte[] Damage()
    {
        for (int i = random.Next(4); i > 0 && spots.Count > 0; i--)
            Change(spots[random.Next(spots.Count)]);
        return [.. bytes];
    }

    private void Change(Spot spot)
    {
        string what = spot.Kind.ToString();
        switch (spot.Kind)
        {
            case SpotKind.Border:
                what = RepeatOrDrop(spot);
                break;
            case SpotKind.Tags when random.Next(2) == 0:
                what = "Tags: one more, unknown";
                AddTag(spot);
                break;
            case SpotKind.Number or SpotKind.Length or SpotKind.Count or SpotKind.Presence:
                Replace(spot, Fixed(spot));
                break;
            default:
                Replace(spot, Variable(spot));
                break;
        }

        Coverage[what] = Coverage.GetValueOrDefault(what) + 1;
    }

    private byte[] Fixed(Spot spot)
    {
        byte[] value = new byte[8];
        bytes.CopyTo(spot.At, value, Math.Max(0, 8 - spot.Width), Math.Min(spot.Width, 8));
        long present = BinaryPrimitives.ReadInt64BigEndian(value);
        long next = random.Next(3) == 0 ? present + random.Next(-2, 3) : Extremes[random.Next(Extremes.Length)];
        BinaryPrimitives.WriteInt64BigEndian(value, next);
        return spot.Width <= 8 ? value[(8 - spot.Width)..] : [.. value, .. value];
    }

    private byte[] Variable(Spot spot)
    {
        byte[] present = [.. bytes.GetRange(spot.At, spot.Width)];
        ulong number = Varints.Read(present);
        return random.Next(5) switch
        {
            0 => Varints.Overlong(present, random.Next(5, 12)),
            1 => Varints.Unsigned(unchecked((ulong)Extremes[random.Next(Extremes.Length)])),
            2 => Varints.ZigZag(Extremes[random.Next(Extremes.Length)]),
            3 => Varints.Unsigned((uint)Extremes[random.Next(Extremes.Length)]),
            _ => Varints.Unsigned(unchecked(number + (ulong)random.Next(-2, 3))),
        };
    }

    // From one border to the next is an element: it is there again, or not at all, as its count may say or not.
    private string RepeatOrDrop(Spot border)
    {
        int index = spots.IndexOf(border);
        int next = spots.FindIndex(index + 1, spot => spot.Kind == SpotKind.Border);
        if (next < 0)
            return "Border: last";

        int end = spots[next].At;
        var element = bytes.GetRange(border.At, end - border.At);
        if (random.Next(2) == 0)
        {
            Splice(border.At, 0, element);
            return "Border: element again";
        }

        Splice(border.At, element.Count, []);
        return "Border: element dropped";
    }

    private void AddTag(Spot spot)
    {
        byte[] present = [.. bytes.GetRange(spot.At, spot.Width)];
        byte[] content = new byte[random.Next(40)];
        random.NextBytes(content);
        List<byte> section =
        [
            .. Varints.Unsigned(Varints.Read(present) + 1),
            .. Varints.Unsigned((ulong)(random.Next(2) == 0 ? random.Next(4) : random.Next(5, 1_000_000))),
            .. Varints.Unsigned((ulong)content.Length),
            .. content,
        ];
        Splice(spot.At, spot.Width, section);
    }

    private void Replace(Spot spot, byte[] value)
    {
        int index = spots.IndexOf(spot);
        Splice(spot.At, spot.Width, value);
        if (index < spots.Count && spots[index].At == spot.At)
            spots[index] = spot with { Width = value.Length };
    }

    private void Splice(int at, int width, IReadOnlyCollection<byte> value)
    {
        bytes.RemoveRange(at, width);
        bytes.InsertRange(at, value);
        int moved = value.Count - width;
        spots.RemoveAll(spot => spot.At > at && spot.At + spot.Width > at && spot.At < at + width);
        for (int i = 0; i < spots.Count; i++)
        {
            if (spots[i].At > at)
                spots[i] = spots[i] with { At = spots[i].At + moved };
        }

        spots.RemoveAll(spot => spot.At + spot.Width > bytes.Count);
    }
}
