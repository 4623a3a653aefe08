// What a careful person would write for this one record, straight down, over a span that is known to be large enough:
// the yardstick for the generated codec.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace TypedStreams.Benchmarks.Codecs;

internal static class HandWrittenOrder
{
    internal static int Write(Order order, Span<byte> output)
    {
        int at = WriteString(order.OrderId, output, 0);
        at = WriteString(order.Customer, output, at);
        at = WriteString(order.Country, output, at);
        at = WriteLong(order.PlacedAtMs, output, at);
        BinaryPrimitives.WriteDoubleLittleEndian(output[at..], order.Total);
        at += sizeof(double);
        output[at++] = order.IsExpress ? (byte)1 : (byte)0;
        ImmutableArray<OrderLine> lines = order.Lines;
        if (lines.Length > 0)
        {
            at = WriteLong(lines.Length, output, at);
            foreach (OrderLine line in lines)
            {
                at = WriteString(line.Sku, output, at);
                at = WriteLong(line.Quantity, output, at);
                BinaryPrimitives.WriteDoubleLittleEndian(output[at..], line.Price);
                at += sizeof(double);
            }
        }

        output[at++] = 0;
        return at;
    }

    internal static Order Read(ReadOnlySpan<byte> input)
    {
        int at = 0;
        string orderId = ReadString(input, ref at);
        string customer = ReadString(input, ref at);
        string country = ReadString(input, ref at);
        long placedAtMs = ReadLong(input, ref at);
        double total = ReadDouble(input, ref at);
        bool isExpress = input[at++] != 0;
        ImmutableArray<OrderLine> lines = [];
        if (ReadLong(input, ref at) is > 0 and long count)
        {
            var items = new OrderLine[count];
            for (int i = 0; i < items.Length; i++)
            {
                items[i] = new OrderLine(
                    ReadString(input, ref at), (int)ReadLong(input, ref at), ReadDouble(input, ref at));
            }

            lines = System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
        }

        return new Order(orderId, customer, country, placedAtMs, total, isExpress, lines);
    }

    internal static int WriteString(string text, Span<byte> output, int at)
    {
        // Up to 63 characters of ASCII the length is one byte, written after the text.
        int length = Encoding.UTF8.GetBytes(text, output[(at + 1)..]);
        if (length < 64)
        {
            output[at] = (byte)(length << 1);
            return at + 1 + length;
        }

        at = WriteLong(length, output, at);
        return at + Encoding.UTF8.GetBytes(text, output[at..]);
    }

    internal static int WriteLong(long value, Span<byte> output, int at)
    {
        ulong zigZag = (ulong)((value << 1) ^ (value >> 63));
        while (zigZag > 0x7f)
        {
            output[at++] = (byte)(zigZag | 0x80);
            zigZag >>= 7;
        }

        output[at++] = (byte)zigZag;
        return at;
    }

    internal static string ReadString(ReadOnlySpan<byte> input, ref int at)
    {
        int length = (int)ReadLong(input, ref at);
        string text = Encoding.UTF8.GetString(input.Slice(at, length));
        at += length;
        return text;
    }

    internal static long ReadLong(ReadOnlySpan<byte> input, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = input[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }

    internal static double ReadDouble(ReadOnlySpan<byte> input, ref int at)
    {
        double value = BinaryPrimitives.ReadDoubleLittleEndian(input[at..]);
        at += sizeof(double);
        return value;
    }
}
