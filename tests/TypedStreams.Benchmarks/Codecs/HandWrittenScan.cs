// What a careful person would write to look at every field of this one record without making it: one pass, straight
// down, every length checked, text checked for UTF-8, nothing allocated. The yardstick for the generated views. What is
// done with the fields is the same on both sides: numbers are added up, text counts with its length.
using System.Buffers.Binary;
using System.Text.Unicode;

namespace TypedStreams.Benchmarks.Codecs;

internal static class HandWrittenScan
{
    internal static long Avro(ReadOnlySpan<byte> input)
    {
        int at = 0;
        long sum = Text(input, ref at).Length;
        sum += Text(input, ref at).Length;
        sum += Text(input, ref at).Length;
        sum += ZigZag(input, ref at);
        sum += (long)Double(input, ref at);
        sum += Boolean(input, ref at) ? 1 : 0;
        while (true)
        {
            long count = ZigZag(input, ref at);
            if (count == 0)
            {
                break;
            }

            if (count < 0)
            {
                count = -count;
                ZigZag(input, ref at);
            }

            if (count < 0 || count > input.Length - at)
            {
                throw Malformed();
            }

            for (; count > 0; count--)
            {
                sum += Text(input, ref at).Length;
                long quantity = ZigZag(input, ref at);
                if (quantity != (int)quantity)
                {
                    throw Malformed();
                }

                sum += quantity;
                sum += (long)Double(input, ref at);
            }
        }

        return at == input.Length ? sum : throw Malformed();
    }

    internal static long Protobuf(ReadOnlySpan<byte> input)
    {
        // The last of a field counts, so nothing is added up before the end.
        int at = 0;
        int orderId = 0;
        int customer = 0;
        int country = 0;
        long placedAtMs = 0;
        double total = 0;
        bool isExpress = false;
        long lines = 0;
        while (at < input.Length)
        {
            ulong tag = Varint(input, ref at);
            switch (tag)
            {
                case 10:
                    orderId = Delimited(input, ref at, isText: true).Length;
                    break;
                case 18:
                    customer = Delimited(input, ref at, isText: true).Length;
                    break;
                case 26:
                    country = Delimited(input, ref at, isText: true).Length;
                    break;
                case 32:
                    placedAtMs = (long)Varint(input, ref at);
                    break;
                case 41:
                    total = Double(input, ref at);
                    break;
                case 48:
                    isExpress = Varint(input, ref at) != 0;
                    break;
                case 58:
                    lines += Line(Delimited(input, ref at, isText: false));
                    break;
                default:
                    Skip(input, ref at, tag);
                    break;
            }
        }

        return orderId + customer + country + placedAtMs + (long)total + (isExpress ? 1 : 0) + lines;
    }

    private static long Line(ReadOnlySpan<byte> input)
    {
        int at = 0;
        int sku = 0;
        int quantity = 0;
        double price = 0;
        while (at < input.Length)
        {
            ulong tag = Varint(input, ref at);
            switch (tag)
            {
                case 10:
                    sku = Delimited(input, ref at, isText: true).Length;
                    break;
                case 16:
                    quantity = (int)Varint(input, ref at);
                    break;
                case 25:
                    price = Double(input, ref at);
                    break;
                default:
                    Skip(input, ref at, tag);
                    break;
            }
        }

        return sku + quantity + (long)price;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> input, ref int at)
    {
        long length = ZigZag(input, ref at);
        if ((ulong)length > (ulong)(input.Length - at))
        {
            throw Malformed();
        }

        ReadOnlySpan<byte> text = input.Slice(at, (int)length);
        at += text.Length;
        return Utf8.IsValid(text) ? text : throw Malformed();
    }

    private static ReadOnlySpan<byte> Delimited(ReadOnlySpan<byte> input, ref int at, bool isText)
    {
        ulong length = Varint(input, ref at);
        if (length > (ulong)(input.Length - at))
        {
            throw Malformed();
        }

        ReadOnlySpan<byte> bytes = input.Slice(at, (int)length);
        at += bytes.Length;
        return !isText || Utf8.IsValid(bytes) ? bytes : throw Malformed();
    }

    private static long ZigZag(ReadOnlySpan<byte> input, ref int at)
    {
        ulong value = Varint(input, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private static ulong Varint(ReadOnlySpan<byte> input, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70 && at < input.Length; shift += 7)
        {
            byte next = input[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private static double Double(ReadOnlySpan<byte> input, ref int at)
    {
        if (input.Length - at < sizeof(double))
        {
            throw Malformed();
        }

        double value = BinaryPrimitives.ReadDoubleLittleEndian(input[at..]);
        at += sizeof(double);
        return value;
    }

    private static bool Boolean(ReadOnlySpan<byte> input, ref int at) =>
        at < input.Length && input[at] < 2 ? input[at++] != 0 : throw Malformed();

    private static void Skip(ReadOnlySpan<byte> input, ref int at, ulong tag)
    {
        switch (tag & 7)
        {
            case 0:
                Varint(input, ref at);
                break;
            case 1:
                Double(input, ref at);
                break;
            case 2:
                Delimited(input, ref at, isText: false);
                break;
            default:
                throw Malformed();
        }
    }

    private static FormatException Malformed() => new("The bytes are no order.");
}
