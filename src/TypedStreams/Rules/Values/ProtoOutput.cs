// Parts of a message back to bytes: fields that did not change are copied from where they came, unknown ones too.

using TypedStreams.Protobuf;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Rules.Values;

internal readonly ref struct ProtoOutput(ReadOnlySpan<byte> payload)
{
    private const uint Length = 2;

    private readonly ReadOnlySpan<byte> _payload = payload;

    internal void Fields(ref ProtobufWriter writer, ProtoNode node)
    {
        foreach (var entry in node.Entries)
        {
            if (entry.IsChanged)
            {
                Changed(ref writer, entry, entry.Field!);
                continue;
            }

            foreach (var (start, end) in entry.Bytes)
            {
                writer.WriteUnknown(_payload[start..end]);
            }
        }
    }

    private void Changed(ref ProtobufWriter writer, ProtoEntry entry, ProtoFieldShape field)
    {
        var number = (uint)field.Number << 3;
        switch (entry.Value)
        {
            case ProtoMapValue map:
                foreach (var (key, value) in map.Raw)
                {
                    var start = writer.Begin(number | Length);
                    Scalar(ref writer, field.MapKey, 1 << 3, key);
                    Value(ref writer, field, 2 << 3, value);
                    writer.End(start);
                }

                break;
            case ProtoListValue list when entry.IsPacked:
                var packed = writer.Begin(number | Length);
                foreach (var item in list)
                {
                    Packed(ref writer, field.Scalar, item!);
                }

                writer.End(packed);
                break;
            case ProtoListValue list:
                foreach (var item in list)
                {
                    Value(ref writer, field, number, item);
                }

                break;
            default:
                Value(ref writer, field, number, entry.Value);
                break;
        }
    }

    private void Value(ref ProtobufWriter writer, ProtoFieldShape field, uint number, object? value)
    {
        if (value is ProtoNode node)
        {
            var start = writer.Begin(number | Length);
            Fields(ref writer, node);
            writer.End(start);
        }
        else
        {
            Scalar(ref writer, field.Scalar, number, value!);
        }
    }

    private static void Scalar(ref ProtobufWriter writer, ProtoScalar? scalar, uint number, object value)
    {
        var tag = number | (uint)ProtoFieldShape.WireTypeOf(scalar);
        switch (value)
        {
            case string text:
                writer.WriteString(tag, text);
                break;
            case byte[] bytes:
                writer.WriteBytes(tag, bytes);
                break;
            default:
                if ((tag & 7) == 5)
                {
                    writer.WriteFloat(tag, AsFloat(value));
                }
                else if ((tag & 7) == 1)
                {
                    writer.WriteDouble(tag, AsDouble(value));
                }
                else
                {
                    writer.WriteUInt64(tag, AsVarint(scalar, value));
                }

                break;
        }
    }

    private static void Packed(ref ProtobufWriter writer, ProtoScalar? scalar, object value)
    {
        switch (ProtoFieldShape.WireTypeOf(scalar))
        {
            case 5:
                writer.WritePacked(AsFloat(value));
                break;
            case 1:
                writer.WritePacked(AsDouble(value));
                break;
            default:
                writer.WritePacked(AsVarint(scalar, value));
                break;
        }
    }

    private static float AsFloat(object value) => value switch
    {
        long number => BitConverter.Int32BitsToSingle((int)number),
        ulong number => BitConverter.UInt32BitsToSingle((uint)number),
        _ => (float)(double)value,
    };

    private static double AsDouble(object value) => value switch
    {
        long number => BitConverter.Int64BitsToDouble(number),
        ulong number => BitConverter.UInt64BitsToDouble(number),
        _ => (double)value,
    };

    private static ulong AsVarint(ProtoScalar? scalar, object value) => (scalar, value) switch
    {
        (ProtoScalar.SInt32 or ProtoScalar.SInt64, long number) => (ulong)((number << 1) ^ (number >> 63)),
        (_, long number) => (ulong)number,
        (_, ulong number) => number,
        _ => value is true ? 1UL : 0UL,
    };
}
