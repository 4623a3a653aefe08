// FileDescriptorProto to the model of a file. Map entries become maps, groups and synthetic oneofs what they were
// written as. Options wait until the file is linked, because their meaning may be imported. One instance a descriptor.

namespace TypedStreams.Schemas.Protobuf;

internal sealed partial class ProtoDescriptorDecoder(byte[] bytes)
{
    private readonly List<PendingOptions> _pending = [];
    private int _depth;
    private bool _isProto2;
    private bool _isEdition;

    internal ProtoFile Decode()
    {
        var fields = ProtoWireReader.Fields(bytes);
        var file = new ProtoFile { Syntax = SyntaxOf(fields), Package = Text(fields, 2) };
        _isEdition = file.IsEdition;
        _isProto2 = !file.IsProto3 && !_isEdition;
        var publics = fields.Where(field => field.Number == 10).Select(field => field.Int).ToList();
        var weaks = fields.Where(field => field.Number == 11).Select(field => field.Int).ToList();
        file.Imports =
        [
            .. Texts(fields, 3).Select((path, i) => new ProtoImport(
                path, publics.Contains(i) ? "public" : weaks.Contains(i) ? "weak" : "")),
        ];
        var package = file.Package ?? "";
        var bodies = Messages(fields, 4);
        var groups = GroupNames(Messages(fields, 7));
        file.Messages = [.. DecodeMessages(bodies, package, groups)];
        file.Enums = [.. Messages(fields, 5).Select(item => DecodeEnum(item, package))];
        file.Services = [.. Messages(fields, 6).Select(DecodeService)];
        file.Extends = DecodeExtends(Messages(fields, 7), package, bodies);
        file.Options = Options("FileOptions", fields, 8, package);
        return file;
    }

    /// <summary>Gives options their names, now that imports are known.</summary>
    internal void DecodeOptions(ProtoNames names)
    {
        var decoder = new ProtoOptionDecoder(names);
        foreach (var pending in _pending)
        {
            pending.Into.AddRange(decoder.Decode(pending.Kind, pending.Bytes));
        }
    }

    private static string? SyntaxOf(List<ProtoWireField> fields) => Text(fields, 12) switch
    {
        // EDITION_2023 is 1000; the names of editions are years.
        "editions" => (1023 + Number(fields, 14, 1000)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        null or "" => "proto2",
        var syntax => syntax,
    };

    private List<ProtoMessage> DecodeMessages(List<List<ProtoWireField>> bodies, string scope, HashSet<string> groups)
    {
        var messages = new List<ProtoMessage>();
        for (var i = 0; i < bodies.Count; i++)
        {
            if (!IsMapEntry(bodies[i]) && !groups.Contains(Join(scope, Name(bodies[i]))))
            {
                messages.Add(DecodeMessage(bodies[i], scope, i));
            }
        }

        return messages;
    }

    private ProtoMessage DecodeMessage(List<ProtoWireField> fields, string scope, int order)
    {
        if (++_depth > ProtoCursor.MaxDepth)
        {
            throw ProtoWireReader.Error();
        }

        var message = new ProtoMessage(Name(fields), Join(scope, Name(fields)), "") { Order = order };
        var bodies = Messages(fields, 3);
        var members = Messages(fields, 2)
            .Select(field => (Oneof: OneOfOf(field), Field: DecodeField(field, message.FullName, bodies))).ToList();
        for (var i = 0; i < members.Count; i++)
        {
            members[i].Field.Order = i;
        }

        message.Fields = [.. members.Where(member => member.Oneof < 0).Select(member => member.Field)];
        message.OneOfs =
        [
            .. Messages(fields, 8).Select((oneOf, i) => new ProtoOneOf(
                Name(oneOf),
                [.. members.Where(member => member.Oneof == i).Select(member => member.Field)],
                Options("OneofOptions", oneOf, 2, message.FullName)))
                .Where(oneOf => oneOf.Fields.Count > 0),
        ];
        var groups = GroupNames(Messages(fields, 2));
        groups.UnionWith(GroupNames(Messages(fields, 6)));
        message.Messages = [.. DecodeMessages(bodies, message.FullName, groups)];
        message.Enums = [.. Messages(fields, 4).Select(item => DecodeEnum(item, message.FullName))];
        message.Extensions = [.. Messages(fields, 5).Select(range => DecodeExtensions(range, message.FullName))];
        message.Extends = DecodeExtends(Messages(fields, 6), message.FullName, bodies);
        message.Options = Options("MessageOptions", fields, 7, message.FullName);
        message.Reserved = DecodeReserved(fields, 9, isEndExclusive: true);
        _depth--;
        return message;
    }

    /// <summary>The oneof a field was written in, or -1; synthetic ones do not count.</summary>
    private static int OneOfOf(List<ProtoWireField> field) =>
        Number(field, 17, 0) == 1 ? -1 : Number(field, 9, -1);

    private ProtoField DecodeField(List<ProtoWireField> fields, string scope, List<List<ProtoWireField>> bodies)
    {
        var type = Number(fields, 5, 0);
        var typeName = Text(fields, 6) ?? "";
        var index = IndexOf(bodies, scope, typeName);
        if (type == 11 && index >= 0 && IsMapEntry(bodies[index]))
        {
            return DecodeMap(fields, bodies[index], index, scope);
        }

        var isGroup = type == 10;
        var name = isGroup ? typeName.Substring(typeName.LastIndexOf('.') + 1) : Name(fields);
        var scalar = ((ProtoScalar)type).ToName();
        var written = isGroup ? name : typeName.Length > 0 ? typeName : scalar;
        if (typeName.Length == 0 && ProtoScalars.TryGet(scalar) is null)
        {
            throw ProtoWireReader.Error();
        }

        var field = new ProtoField(name, Number(fields, 3, 0), written, LabelOf(fields), "")
        {
            Options = FieldOptions(fields, type, scope),
        };
        if (isGroup)
        {
            if (index < 0)
            {
                throw ProtoWireReader.Error();
            }

            field.Group = DecodeMessage(bodies[index], scope, index);
            field.Target = field.Group;
        }

        return field;
    }

    private ProtoField DecodeMap(
        List<ProtoWireField> fields, List<ProtoWireField> entry, int index, string scope)
    {
        var parts = Messages(entry, 2);
        var key = parts.First(part => Number(part, 3, 0) == 1);
        var value = parts.First(part => Number(part, 3, 0) == 2);
        var type = Text(value, 6) ?? ((ProtoScalar)Number(value, 5, 0)).ToName();
        return new ProtoField(Name(fields), Number(fields, 3, 0), type, ProtoLabel.None, "")
        {
            MapKey = (ProtoScalar)Number(key, 5, 0),
            Options = FieldOptions(fields, 11, scope),
            TypeOrder = index,
        };
    }

    private ProtoLabel LabelOf(List<ProtoWireField> fields) => Number(fields, 4, 1) switch
    {
        3 => ProtoLabel.Repeated,
        2 => ProtoLabel.Required,
        _ when Number(fields, 17, 0) == 1 => ProtoLabel.Optional,
        _ when OneOfOf(fields) >= 0 => ProtoLabel.None,
        _ => _isProto2 ? ProtoLabel.Optional : ProtoLabel.None,
    };

    private List<ProtoOption> FieldOptions(List<ProtoWireField> fields, int type, string scope)
    {
        var options = new List<ProtoOption>();
        if (Text(fields, 7) is { } fallback)
        {
            options.Add(new ProtoOption("default", DefaultOf(fallback, type)));
        }

        if (Text(fields, 10) is { } json && json != ProtoJsonName.Of(Name(fields)))
        {
            options.Add(new ProtoOption("json_name", TextValue(json)));
        }

        return Options("FieldOptions", fields, 8, scope, options);
    }

    private List<ProtoOption> Options(
        string kind, List<ProtoWireField> fields, int number, string scope, List<ProtoOption>? into = null)
    {
        var options = into ?? [];
        foreach (var field in fields.Where(field => field.Number == number))
        {
            _pending.Add(new PendingOptions(options, kind, field.Bytes));
        }

        return options;
    }

    private static bool IsMapEntry(List<ProtoWireField> message) => message
        .Where(field => field.Number == 7)
        .SelectMany(field => ProtoWireReader.Fields(field.Bytes))
        .Any(option => option is { Number: 7, Flag: true });

    private sealed record PendingOptions(List<ProtoOption> Into, string Kind, byte[] Bytes);
}
