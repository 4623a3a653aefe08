// Values of options, written by the type of their field: scalars, enums, and messages in text format. Throws
// FormatException with the reason when a value does not fit.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoValueEncoder(ProtoNames names, string scope)
{
    /// <summary>Writes the field with one value, or with each item of a list.</summary>
    internal void Encode(ProtoWireWriter writer, ProtoField field, ProtoValue value)
    {
        if (field.Target is ProtoMessage message && !field.IsMap)
        {
            WriteMessage(writer, field, Encode(message, Need(value, ProtoValueKind.Message)));
            return;
        }

        if (field.IsMap)
        {
            writer.Message(field.Number, EncodeEntry(field, Need(value, ProtoValueKind.Message)));
            return;
        }

        writer.Tag(field.Number, WireTypeOf(field));
        EncodeBare(writer, field, value);
    }

    /// <summary>A message field, or a group between its two tags.</summary>
    internal static void WriteMessage(ProtoWireWriter writer, ProtoField field, ProtoWireWriter content)
    {
        if (field.Group is null)
        {
            writer.Message(field.Number, content);
            return;
        }

        writer.Tag(field.Number, ProtoWireType.StartGroup);
        writer.Append(content.ToArray());
        writer.Tag(field.Number, ProtoWireType.EndGroup);
    }

    private ProtoWireWriter Encode(ProtoMessage message, ProtoValue value)
    {
        var writer = new ProtoWireWriter();
        var members = new List<(ProtoField Field, ProtoValue Value)>();
        foreach (var member in value.Members)
        {
            if (message.FullName == "google.protobuf.Any" && member.Key.IndexOf('/') > 0)
            {
                return EncodeAny(member.Key, member.Value);
            }

            var field = FieldOf(message, member.Key)
                ?? throw new FormatException($"{message.FullName} has no member \"{member.Key}\"");
            var items = member.Value.Kind == ProtoValueKind.List ? member.Value.Items : [member.Value];
            members.AddRange(items.Select(item => (field, item)));
        }

        foreach (var group in members.GroupBy(member => member.Field).OrderBy(group => group.Key.Number))
        {
            Encode(writer, message, group.Key, [.. group.Select(member => member.Value)]);
        }

        return writer;
    }

    private void Encode(ProtoWireWriter writer, ProtoMessage owner, ProtoField field, List<ProtoValue> values)
    {
        var isProto3 = owner.File?.IsProto3 == true;
        if (field.Label != ProtoLabel.Repeated && !field.IsMap && values.Count > 1)
        {
            throw new FormatException($"\"{field.Name}\" stands {values.Count} times but is not repeated");
        }

        if (field.Label == ProtoLabel.Repeated && IsPacked(field, isProto3))
        {
            var packed = new ProtoWireWriter();
            values.ForEach(value => EncodeBare(packed, field, value));
            writer.Message(field.Number, packed, evenEmpty: false);
            return;
        }

        foreach (var value in values)
        {
            if (!isProto3 || field.Label != ProtoLabel.None || !owner.Fields.Contains(field) || !IsZero(field, value))
            {
                Encode(writer, field, value);
            }
        }
    }

    /// <summary>proto3 does not write a single field that has its default.</summary>
    private static bool IsZero(ProtoField field, ProtoValue value)
    {
        if (field.IsMap || field.Target is ProtoMessage)
        {
            return false;
        }

        var bare = new ProtoWireWriter();
        EncodeBare(bare, field, value);
        return bare.ToArray().All(b => b == 0);
    }

    private static bool IsPacked(ProtoField field, bool isProto3)
    {
        var isPackable = field.Target is ProtoEnum || (field.Scalar is { } scalar && ProtoScalars.CanBePacked(scalar));
        return isPackable && (field.Option("packed")?.Text ?? (isProto3 ? "true" : "false")) == "true";
    }

    private ProtoField? FieldOf(ProtoMessage message, string name)
    {
        if (name[0] != '[')
        {
            return message.AllFields.FirstOrDefault(field => field.Name == name || field.WireName == name);
        }

        var field = names.ResolveExtension(scope, name.Substring(1, name.Length - 2));
        return field is not null && names.Extensions.Any(symbol =>
            ReferenceEquals(symbol.Field, field) && symbol.Extend.Target!.FullName == message.FullName)
            ? field
            : null;
    }

    private ProtoWireWriter EncodeAny(string url, ProtoValue value)
    {
        var bare = url.Substring(1, url.Length - 2);
        var type = bare.Substring(bare.LastIndexOf('/') + 1);
        var message = names.Find(type) as ProtoMessage
            ?? throw new FormatException($"the type \"{type}\" is not known; import the file that defines it");
        var writer = new ProtoWireWriter();
        writer.Text(1, bare);
        writer.Message(2, Encode(message, Need(value, ProtoValueKind.Message)));
        return writer;
    }

    private ProtoWireWriter EncodeEntry(ProtoField map, ProtoValue entry)
    {
        var writer = new ProtoWireWriter();
        foreach (var member in entry.Members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            var field = member.Key switch
            {
                "key" => new ProtoField("key", 1, map.MapKey!.Value.ToName(), ProtoLabel.Optional, ""),
                "value" => new ProtoField("value", 2, map.TypeName, ProtoLabel.Optional, "") { Target = map.Target },
                _ => throw new FormatException($"an entry of a map has no member \"{member.Key}\""),
            };
            Encode(writer, field, member.Value);
        }

        return writer;
    }

    private static ProtoWireType WireTypeOf(ProtoField field) => field.Scalar switch
    {
        ProtoScalar.Double or ProtoScalar.Fixed64 or ProtoScalar.SFixed64 => ProtoWireType.Fixed64,
        ProtoScalar.Float or ProtoScalar.Fixed32 or ProtoScalar.SFixed32 => ProtoWireType.Fixed32,
        ProtoScalar.String or ProtoScalar.Bytes => ProtoWireType.Length,
        _ => ProtoWireType.Varint,
    };

    private static void EncodeBare(ProtoWireWriter writer, ProtoField field, ProtoValue value)
    {
        if (field.Target is ProtoEnum item)
        {
            writer.Raw((ulong)(long)EnumNumber(item, value));
            return;
        }

        switch (field.Scalar!.Value)
        {
            case ProtoScalar.String or ProtoScalar.Bytes:
                var bytes = Need(value, ProtoValueKind.String).Bytes.ToArray();
                writer.Raw((ulong)bytes.Length);
                writer.Append(bytes);
                break;
            case ProtoScalar.Bool:
                writer.Raw(Flag(value));
                break;
            case ProtoScalar.Double:
                writer.Fixed((ulong)BitConverter.DoubleToInt64Bits(Real(value)), 8);
                break;
            case ProtoScalar.Float:
                writer.Fixed(BitConverter.ToUInt32(BitConverter.GetBytes((float)Real(value)), 0), 4);
                break;
            case ProtoScalar.Fixed64 or ProtoScalar.SFixed64:
                writer.Fixed(Whole(value, field.Scalar.Value), 8);
                break;
            case ProtoScalar.Fixed32 or ProtoScalar.SFixed32:
                writer.Fixed(Whole(value, field.Scalar.Value), 4);
                break;
            case ProtoScalar.SInt32 or ProtoScalar.SInt64:
                var signed = (long)Whole(value, field.Scalar.Value);
                writer.Raw((ulong)((signed << 1) ^ (signed >> 63)));
                break;
            default:
                writer.Raw(Whole(value, field.Scalar.Value));
                break;
        }
    }

    private static int EnumNumber(ProtoEnum item, ProtoValue value)
    {
        if (value.Kind == ProtoValueKind.Number &&
            int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return item.Values.FirstOrDefault(candidate => candidate.Name == value.Text)?.Number
            ?? throw new FormatException($"{item.FullName} has no value \"{value.Text}\"");
    }

    private static ulong Flag(ProtoValue value) => value.Text switch
    {
        "true" or "True" or "t" or "1" => 1,
        "false" or "False" or "f" or "0" => 0,
        _ => throw new FormatException($"\"{value.Text}\" is neither true nor false"),
    };

    private static double Real(ProtoValue value)
    {
        var text = value.Text.EndsWith("infinity", StringComparison.Ordinal)
            ? value.Text.Substring(0, value.Text.Length - 5)
            : value.Text;
        return value.Kind is ProtoValueKind.Number or ProtoValueKind.Identifier &&
            ProtoNumber.TryDouble(text, out var number)
            ? number
            : throw new FormatException($"\"{value.Text}\" is no number");
    }

    /// <summary>A whole number in the range of its type, as the 64 bits of its two's complement.</summary>
    internal static ulong Whole(ProtoValue value, ProtoScalar scalar)
    {
        (ulong lowest, ulong highest) = scalar switch
        {
            ProtoScalar.Int32 or ProtoScalar.SInt32 or ProtoScalar.SFixed32 => (1UL << 31, (ulong)int.MaxValue),
            ProtoScalar.UInt32 or ProtoScalar.Fixed32 => (0UL, (ulong)uint.MaxValue),
            ProtoScalar.UInt64 or ProtoScalar.Fixed64 => (0UL, ulong.MaxValue),
            _ => (1UL << 63, (ulong)long.MaxValue),
        };
        return value.Kind == ProtoValueKind.Number &&
            ProtoNumber.TryInteger(value.Text, out var isNegative, out var magnitude) &&
            magnitude <= (isNegative ? lowest : highest)
            ? isNegative ? (ulong)-(long)magnitude : magnitude
            : throw new FormatException($"\"{value.Text}\" is no {scalar.ToName()}");
    }

    private static ProtoValue Need(ProtoValue value, ProtoValueKind kind) => value.Kind == kind
        ? value
        : throw new FormatException($"a {kind.ToString().ToLowerInvariant()} is needed");
}
