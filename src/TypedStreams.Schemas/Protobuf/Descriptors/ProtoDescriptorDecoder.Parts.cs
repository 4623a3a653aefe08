// Enums, ranges, extensions, services, and reading fields by number.

using System.Text;

namespace TypedStreams.Schemas.Protobuf;

internal sealed partial class ProtoDescriptorDecoder
{
    private ProtoEnum DecodeEnum(List<ProtoWireField> fields, string scope) =>
        new(Name(fields), Join(scope, Name(fields)), "")
        {
            Values =
            [
                .. Messages(fields, 2).Select(value => new ProtoEnumValue(
                    Name(value), Number(value, 2, 0), Options("EnumValueOptions", value, 3, scope))),
            ],
            Options = Options("EnumOptions", fields, 3, scope),
            Reserved = DecodeReserved(fields, 4, isEndExclusive: false),
        };

    private static List<ProtoReserved> DecodeReserved(List<ProtoWireField> fields, int number, bool isEndExclusive)
    {
        var max = isEndExclusive ? ProtoRange.MaxField : int.MaxValue;
        var ranges = Messages(fields, number).Select(range => RangeOf(range, isEndExclusive, max)).ToList();
        var names = Texts(fields, number + 1).ToList();
        var reserved = new List<ProtoReserved>();
        if (ranges.Count > 0)
        {
            reserved.Add(new ProtoReserved(ranges, []));
        }

        if (names.Count > 0)
        {
            reserved.Add(new ProtoReserved([], names));
        }

        return reserved;
    }

    private static ProtoRange RangeOf(List<ProtoWireField> range, bool isEndExclusive, int max)
    {
        var last = Number(range, 2, 0) - (isEndExclusive ? 1 : 0);
        return new ProtoRange(Number(range, 1, 0), last, IsOpen: last == max);
    }

    private ProtoExtensions DecodeExtensions(List<ProtoWireField> range, string scope) => new(
        [RangeOf(range, isEndExclusive: true, ProtoRange.MaxField)],
        Options("ExtensionRangeOptions", range, 3, scope));

    private List<ProtoExtend> DecodeExtends(
        List<List<ProtoWireField>> fields, string scope, List<List<ProtoWireField>> bodies)
    {
        var extends = new List<ProtoExtend>();
        foreach (var field in fields)
        {
            var decoded = DecodeField(field, scope, bodies);
            var extendee = Text(field, 2) ?? throw ProtoWireReader.Error();
            if (extends.Count > 0 && extends[extends.Count - 1].TypeName == extendee)
            {
                ((List<ProtoField>)extends[extends.Count - 1].Fields).Add(decoded);
            }
            else
            {
                extends.Add(new ProtoExtend(extendee, new List<ProtoField> { decoded }, scope));
            }
        }

        return extends;
    }

    private ProtoService DecodeService(List<ProtoWireField> fields) => new(
        Name(fields),
        [
            .. Messages(fields, 2).Select(method => new ProtoMethod(
                Name(method),
                Text(method, 2) ?? "",
                Number(method, 5, 0) == 1,
                Text(method, 3) ?? "",
                Number(method, 6, 0) == 1,
                Options("MethodOptions", method, 4, ""))
            {
                HasBody = method.Any(field => field.Number == 4),
            }),
        ],
        Options("ServiceOptions", fields, 3, ""));

    private static ProtoValue DefaultOf(string text, int type) => (ProtoScalar)type switch
    {
        ProtoScalar.String => TextValue(text),
        // A descriptor keeps bytes as C writes them; a string of the language undoes that.
        ProtoScalar.Bytes => ProtoValue.String(new ProtoLexer($"\"{text}\"").Next().Bytes ?? []),
        ProtoScalar.Bool => ProtoValue.Identifier(text),
        _ when type == 14 || text is "inf" or "-inf" or "nan" or "-nan" => ProtoValue.Identifier(text),
        _ => ProtoValue.Number(text),
    };

    private static ProtoValue TextValue(string text) => ProtoValue.String(Encoding.UTF8.GetBytes(text));

    /// <summary>Full names of the messages that are bodies of groups.</summary>
    private static HashSet<string> GroupNames(List<List<ProtoWireField>> fields) => new(
        fields.Where(field => Number(field, 5, 0) == 10).Select(field => (Text(field, 6) ?? "").TrimStart('.')),
        StringComparer.Ordinal);

    private static int IndexOf(List<List<ProtoWireField>> bodies, string scope, string typeName)
    {
        var full = typeName.TrimStart('.');
        return full.Length == 0 ? -1 : bodies.FindIndex(body => Join(scope, Name(body)) == full);
    }

    private static string Name(List<ProtoWireField> fields) => Text(fields, 1) switch
    {
        { Length: > 0 } name when name.All(c => c is '_' || char.IsLetterOrDigit(c)) => name,
        _ => throw ProtoWireReader.Error(),
    };

    private static string? Text(List<ProtoWireField> fields, int number) => Texts(fields, number).LastOrDefault();

    private static IEnumerable<string> Texts(List<ProtoWireField> fields, int number) =>
        fields.Where(field => field.Number == number && field.Type == ProtoWireType.Length).Select(field => field.Text);

    private static int Number(List<ProtoWireField> fields, int number, int absent)
    {
        var index = fields.FindLastIndex(field => field.Number == number && field.Type == ProtoWireType.Varint);
        return index < 0 ? absent : fields[index].Int;
    }

    private static List<List<ProtoWireField>> Messages(List<ProtoWireField> fields, int number) =>
        [.. fields.Where(field => field.Number == number).Select(field => ProtoWireReader.Fields(field.Bytes))];

    private static string Join(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;
}
