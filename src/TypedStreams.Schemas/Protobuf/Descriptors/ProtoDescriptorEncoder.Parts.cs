// Map entries, enums, ranges, extensions, services and the text of defaults.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

internal sealed partial class ProtoDescriptorEncoder
{
    /// <summary>The name of the message that stands for the entries of a map.</summary>
    internal static string EntryName(ProtoField map)
    {
        var name = ProtoJsonName.Of(map.Name);
        return (name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1)) + "Entry";
    }

    private ProtoWireWriter EncodeEntry(ProtoField map, ProtoMessage owner)
    {
        var writer = new ProtoWireWriter();
        writer.Text(1, EntryName(map));
        // What a file says about features of a map holds for its entries.
        List<ProtoOption> features =
            [.. map.Options.Where(option => option.Name.StartsWith("features", StringComparison.Ordinal))];
        var key = new ProtoField("key", 1, map.MapKey!.Value.ToName(), ProtoLabel.None, "") { Options = features };
        var value = new ProtoField("value", 2, map.TypeName, ProtoLabel.None, "")
        {
            Target = map.Target,
            Options = features,
        };
        var scope = $"{owner.FullName}.{EntryName(map)}";
        writer.Message(2, EncodeField(key, scope, oneOf: -1, isProto3Optional: false));
        writer.Message(2, EncodeField(value, scope, oneOf: -1, isProto3Optional: false));
        var options = new ProtoWireWriter();
        options.Flag(7, true);
        writer.Message(7, options);
        return writer;
    }

    private ProtoWireWriter EncodeEnum(ProtoEnum item)
    {
        var writer = new ProtoWireWriter();
        writer.Text(1, item.Name);
        foreach (var value in item.Values)
        {
            var encoded = new ProtoWireWriter();
            encoded.Text(1, value.Name);
            encoded.Number(2, value.Number);
            EncodeOptions(encoded, 3, "EnumValueOptions", value.Options, item.FullName);
            writer.Message(2, encoded);
        }

        EncodeOptions(writer, 3, "EnumOptions", item.Options, item.FullName);
        EncodeReserved(writer, item.Reserved, 4, isEndExclusive: false);
        return writer;
    }

    private static void EncodeReserved(
        ProtoWireWriter writer, IReadOnlyList<ProtoReserved> reserved, int field, bool isEndExclusive)
    {
        foreach (var range in reserved.SelectMany(statement => statement.Ranges))
        {
            writer.Message(field, EncodeRange(range, isEndExclusive));
        }

        foreach (var name in reserved.SelectMany(statement => statement.Names))
        {
            writer.Text(field + 1, name);
        }
    }

    private static ProtoWireWriter EncodeRange(ProtoRange range, bool isEndExclusive)
    {
        var encoded = new ProtoWireWriter();
        encoded.Number(1, range.First);
        encoded.Number(2, isEndExclusive ? range.Last + 1 : range.Last);
        return encoded;
    }

    private void EncodeExtensions(ProtoWireWriter writer, ProtoExtensions extensions, string scope)
    {
        foreach (var range in extensions.Ranges)
        {
            var encoded = EncodeRange(range, isEndExclusive: true);
            EncodeOptions(encoded, 3, "ExtensionRangeOptions", extensions.Options, scope);
            writer.Message(5, encoded);
        }
    }

    private void EncodeExtends(ProtoWireWriter writer, int number, IReadOnlyList<ProtoExtend> extends)
    {
        foreach (var extend in extends)
        {
            foreach (var field in extend.Fields)
            {
                var isOptional = _file.IsProto3 && field.Label == ProtoLabel.Optional;
                writer.Message(
                    number, EncodeField(field, extend.Scope, -1, isOptional, "." + extend.Target!.FullName));
            }
        }
    }

    private ProtoWireWriter EncodeService(ProtoService service)
    {
        var writer = new ProtoWireWriter();
        var scope = _file.Package is { } package ? package + "." + service.Name : service.Name;
        writer.Text(1, service.Name);
        foreach (var method in service.Methods)
        {
            var encoded = new ProtoWireWriter();
            encoded.Text(1, method.Name);
            encoded.Text(2, "." + method.RequestTarget!.FullName);
            encoded.Text(3, "." + method.ResponseTarget!.FullName);
            var options = new ProtoOptionEncoder(_names, scope, _isLenient).Encode("MethodOptions", method.Options);
            // protoc keeps an empty body apart from none.
            encoded.Message(4, options, evenEmpty: method.HasBody);
            encoded.Flag(5, method.StreamsRequests);
            encoded.Flag(6, method.StreamsResponses);
            writer.Message(2, encoded);
        }

        EncodeOptions(writer, 3, "ServiceOptions", service.Options, scope);
        return writer;
    }

    private static string DefaultText(ProtoField field, ProtoValue value)
    {
        try
        {
            return field switch
            {
                { Target: ProtoEnum item } => item.Values.Any(candidate => candidate.Name == value.Text)
                    ? value.Text
                    : throw new FormatException($"{item.FullName} has no value \"{value.Text}\""),
                { Target: not null } => throw new FormatException("a message has no default"),
                { Scalar: ProtoScalar.String } when value.Kind == ProtoValueKind.String => value.Text,
                { Scalar: ProtoScalar.Bytes } when value.Kind == ProtoValueKind.String =>
                    ProtoValueText.Escape(value.Bytes),
                { Scalar: ProtoScalar.Bool } when value.Text is "true" or "false" => value.Text,
                { Scalar: ProtoScalar.Double or ProtoScalar.Float } => ProtoRealText.Of(value, field.Scalar.Value),
                { Scalar: ProtoScalar.String or ProtoScalar.Bytes or ProtoScalar.Bool } =>
                    throw new FormatException($"\"{value.Text}\" is no {field.TypeName}"),
                _ => WholeText(value, field.Scalar!.Value),
            };
        }
        catch (FormatException problem) when (problem is not SchemaParseException)
        {
            throw new SchemaParseException(
                $"The default of \"{field.Name}\" does not fit: {problem.Message}.", field.Place);
        }
    }

    private static string WholeText(ProtoValue value, ProtoScalar scalar)
    {
        var bits = ProtoValueEncoder.Whole(value, scalar);
        return value.Text[0] == '-'
            ? ((long)bits).ToString(CultureInfo.InvariantCulture)
            : bits.ToString(CultureInfo.InvariantCulture);
    }
}
