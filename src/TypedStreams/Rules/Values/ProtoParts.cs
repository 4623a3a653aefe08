// Bytes to the parts of a message. What the schema does not have, or has with another wire type, is kept as it came. Of
// a field that may come once the last one counts, and messages merge, as the format has it; then the message is written
// anew, so that nothing a rule has not seen stays behind.

using TypedStreams.Protobuf;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Rules.Values;

internal ref struct ProtoParts
{
    private const int LengthWire = 2;

    private ProtobufReader _reader;
    private int _values;

    internal ProtoParts(ReadOnlySpan<byte> payload) => _reader = new ProtobufReader(payload);

    internal ProtoNode Read(ProtoShape shape)
    {
        var node = new ProtoNode(shape);
        Fields(node);
        return node;
    }

    private void Fields(ProtoNode node)
    {
        for (var start = _reader.Position; _reader.ReadTag() is var tag and not 0; start = _reader.Position)
        {
            Count();
            var field = node.Shape.Find((int)(tag >> 3));
            var wire = (int)(tag & 7);
            if (field is null || !IsOfWire(field, wire))
            {
                _reader.Skip(tag);
                var unknown = new ProtoEntry(null);
                unknown.Bytes.Add((start, _reader.Position));
                node.Add(unknown);
                continue;
            }

            Field(node, field, wire, start);
        }
    }

    private static bool IsOfWire(ProtoFieldShape field, int wire) => field.MapKey is not null
        ? wire == LengthWire
        : wire == field.WireType || (field.IsRepeated && field.IsPackable && wire == LengthWire);

    private void Field(ProtoNode node, ProtoFieldShape field, int wire, int start)
    {
        var entry = node.Find(field);
        if (entry is null)
        {
            LeaveOneOf(node, field);
            entry = new ProtoEntry(field);
            node.Add(entry);
        }
        else if (field is { IsRepeated: false, MapKey: null })
        {
            entry.Bytes.Clear();
            node.IsChanged = true;
        }

        if (field.MapKey is not null)
        {
            Entry((ProtoMapValue)(entry.Value ??= new ProtoMapValue()), field);
        }
        else if (field.IsRepeated)
        {
            Items((ProtoListValue)(entry.Value ??= new ProtoListValue()), field, wire);
            entry.IsPacked = wire != field.WireType;
        }
        else if (field.Message is { } shape)
        {
            var isMerged = entry.Value is not null;
            var inner = (ProtoNode)(entry.Value ??= new ProtoNode(shape));
            Nested(inner);
            inner.IsChanged |= isMerged;
            entry.IsChanged |= inner.IsChanged;
        }
        else
        {
            entry.Value = Scalar(field.Scalar);
        }

        entry.IsChanged |= entry.Value is ProtoListValue list
            && list.Count > 0 && list[^1] is ProtoNode { IsChanged: true };
        node.IsChanged |= entry.IsChanged;
        entry.Bytes.Add((start, _reader.Position));
    }

    // Another member of the oneof is no longer set.
    private static void LeaveOneOf(ProtoNode node, ProtoFieldShape field)
    {
        foreach (var other in field.OneOf?.Fields ?? [])
        {
            node.Drop(node.Shape.Find(other.Number)!);
        }
    }

    private void Nested(ProtoNode node)
    {
        var end = _reader.Enter();
        Fields(node);
        _reader.Leave(end);
    }

    private void Items(ProtoListValue list, ProtoFieldShape field, int wire)
    {
        if (field.Message is { } shape)
        {
            var node = new ProtoNode(shape);
            Nested(node);
            list.Add(node);
        }
        else if (wire == field.WireType)
        {
            list.Add(Scalar(field.Scalar));
        }
        else
        {
            var end = _reader.Enter();
            while (_reader.Remaining > 0)
            {
                Count();
                list.Add(Scalar(field.Scalar));
            }

            _reader.Leave(end);
        }
    }

    private void Entry(ProtoMapValue map, ProtoFieldShape field)
    {
        var key = ProtoFieldShape.EmptyOf(field.MapKey);
        object? value = field.Message is { } shape ? new ProtoNode(shape) : field.Empty;
        var end = _reader.Enter();
        while (_reader.ReadTag() is var tag and not 0)
        {
            var wire = (int)(tag & 7);
            switch (tag >> 3)
            {
                case 1 when wire == ProtoFieldShape.WireTypeOf(field.MapKey):
                    key = Scalar(field.MapKey)!;
                    break;
                case 2 when wire == field.WireType:
                    if (value is ProtoNode node)
                    {
                        Nested(node);
                    }
                    else
                    {
                        value = Scalar(field.Scalar);
                    }

                    break;
                default:
                    _reader.Skip(tag);
                    break;
            }
        }

        _reader.Leave(end);
        map.Set(key, value);
    }

    private void Count()
    {
        if (++_values > ValueLimits.MaxValues)
        {
            throw new MalformedDataException(
                $"there are more than {ValueLimits.MaxValues} values, which rules do not look at", _reader.Position);
        }
    }

    // Null is an enum.
    private object? Scalar(ProtoScalar? scalar) => scalar switch
    {
        ProtoScalar.Double => _reader.ReadDouble(),
        ProtoScalar.Float => (double)_reader.ReadFloat(),
        ProtoScalar.Int64 => _reader.ReadInt64(),
        ProtoScalar.UInt64 => _reader.ReadUInt64(),
        ProtoScalar.Fixed64 => BitConverter.DoubleToUInt64Bits(_reader.ReadDouble()),
        ProtoScalar.SFixed64 => BitConverter.DoubleToInt64Bits(_reader.ReadDouble()),
        ProtoScalar.Fixed32 => (ulong)BitConverter.SingleToUInt32Bits(_reader.ReadFloat()),
        ProtoScalar.SFixed32 => (long)BitConverter.SingleToInt32Bits(_reader.ReadFloat()),
        ProtoScalar.Bool => _reader.ReadBoolean(),
        ProtoScalar.String => _reader.ReadString(),
        ProtoScalar.Bytes => _reader.ReadBytes().ToArray(),
        ProtoScalar.UInt32 => (ulong)_reader.ReadUInt32(),
        ProtoScalar.SInt32 or ProtoScalar.SInt64 => ZigZag(_reader.ReadUInt64(), scalar == ProtoScalar.SInt32),
        _ => (long)_reader.ReadInt32(),
    };

    private static long ZigZag(ulong value, bool isShort)
    {
        value = isShort ? (uint)value : value;
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
