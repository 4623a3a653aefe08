// Bytes of options back to names and values. Known members of descriptor.proto by name, extensions by the definitions
// the file sees; what neither knows is left out, as Confluent's registry does.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoOptionDecoder(ProtoNames names)
{
    private const int MaxDepth = 32;

    internal List<ProtoOption> Decode(string kind, byte[] bytes)
    {
        var message = ProtoOptionEncoder.OptionsMessage(kind);
        var options = new List<ProtoOption>();
        var wires = ProtoWireReader.Fields(bytes);
        foreach (var wire in wires)
        {
            if (FieldOf(message, wire.Number, out var extension) is not { } field ||
                field.Name == "uninterpreted_option" || (kind == "MessageOptions" && field.Name == "map_entry"))
            {
                continue;
            }

            var name = extension is null ? field.Name : $"({extension})";
            var isSplit = field is { IsMap: false, Target: ProtoMessage } && field.Label != ProtoLabel.Repeated &&
                wires.Count(other => other.Number == wire.Number) > 1;
            foreach (var value in Values(field, wire, 0))
            {
                // One message in several pieces was set part by part, and can only be written so.
                options.AddRange(isSplit
                    ? value.Members.Select(member => new ProtoOption($"{name}.{PartOf(member.Key)}", member.Value))
                    : [new ProtoOption(name, value)]);
            }
        }

        return options;
    }

    private static string PartOf(string member) => member.Replace('[', '(').Replace(']', ')');

    private ProtoField? FieldOf(ProtoMessage message, int number, out string? extension)
    {
        extension = null;
        if (message.AllFields.FirstOrDefault(field => field.Number == number) is { } field)
        {
            return field;
        }

        var symbol = names.Extensions.FirstOrDefault(candidate =>
            candidate.Field.Number == number && candidate.Extend.Target?.FullName == message.FullName);
        extension = symbol?.FullName;
        return symbol?.Field;
    }

    private IEnumerable<ProtoValue> Values(ProtoField field, ProtoWireField wire, int depth)
    {
        if (field.IsMap)
        {
            yield return Entry(field, wire.Bytes, depth);
        }
        else if (field.Target is ProtoMessage message)
        {
            yield return Message(message, wire.Bytes, depth);
        }
        else if (wire.Type == ProtoWireType.Length && field.Scalar is not (ProtoScalar.String or ProtoScalar.Bytes))
        {
            var packed = new ProtoWireReader(wire.Bytes);
            while (!packed.IsAtEnd)
            {
                yield return Scalar(field, Width(field) is { } width ? packed.Fixed(width) : packed.Varint(), []);
            }
        }
        else
        {
            yield return Scalar(field, wire.Value, wire.Bytes);
        }
    }

    private ProtoValue Message(ProtoMessage message, byte[] bytes, int depth)
    {
        if (depth > MaxDepth)
        {
            throw ProtoWireReader.Error();
        }

        var members = new List<KeyValuePair<string, ProtoValue>>();
        foreach (var wire in ProtoWireReader.Fields(bytes))
        {
            if (FieldOf(message, wire.Number, out var extension) is { } field)
            {
                var name = extension is null ? field.Name : $"[{extension}]";
                members.AddRange(Values(field, wire, depth + 1).Select(value =>
                    new KeyValuePair<string, ProtoValue>(name, value)));
            }
        }

        return ProtoValue.Message(members);
    }

    private ProtoValue Entry(ProtoField map, byte[] bytes, int depth)
    {
        var key = new ProtoField("key", 1, map.MapKey!.Value.ToName(), ProtoLabel.Optional, "");
        var value = new ProtoField("value", 2, map.TypeName, ProtoLabel.Optional, "") { Target = map.Target };
        return ProtoValue.Message(
        [
            .. ProtoWireReader.Fields(bytes)
                .Where(wire => wire.Number is 1 or 2)
                .SelectMany(wire => Values(wire.Number == 1 ? key : value, wire, depth + 1).Select(item =>
                    new KeyValuePair<string, ProtoValue>(wire.Number == 1 ? "key" : "value", item))),
        ]);
    }

    private static int? Width(ProtoField field) => field.Scalar switch
    {
        ProtoScalar.Double or ProtoScalar.Fixed64 or ProtoScalar.SFixed64 => 8,
        ProtoScalar.Float or ProtoScalar.Fixed32 or ProtoScalar.SFixed32 => 4,
        _ => null,
    };

    private static ProtoValue Scalar(ProtoField field, ulong bits, byte[] bytes)
    {
        if (field.Target is ProtoEnum item)
        {
            var name = item.Values.FirstOrDefault(value => value.Number == (int)bits)?.Name;
            return name is null ? Number((int)bits) : ProtoValue.Identifier(name);
        }

        return field.Scalar!.Value switch
        {
            ProtoScalar.String or ProtoScalar.Bytes => ProtoValue.String(bytes),
            ProtoScalar.Bool => ProtoValue.Identifier(bits == 0 ? "false" : "true"),
            ProtoScalar.Double => Real(BitConverter.Int64BitsToDouble((long)bits), "R"),
            ProtoScalar.Float => Real(BitConverter.ToSingle(BitConverter.GetBytes((uint)bits), 0), "G9"),
            ProtoScalar.UInt32 or ProtoScalar.UInt64 or ProtoScalar.Fixed64 or ProtoScalar.Fixed32 =>
                ProtoValue.Number(bits.ToString(CultureInfo.InvariantCulture)),
            ProtoScalar.SInt32 or ProtoScalar.SInt64 => Number((long)(bits >> 1) ^ -(long)(bits & 1)),
            ProtoScalar.Int64 or ProtoScalar.SFixed64 => Number((long)bits),
            _ => Number((int)bits),
        };
    }

    private static ProtoValue Number(long number) =>
        ProtoValue.Number(number.ToString(CultureInfo.InvariantCulture));

    private static ProtoValue Real(double number, string format)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            return ProtoValue.Identifier(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
        }

        return ProtoValue.Number(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
