// A linked file as FileDescriptorProto, equal to what protoc writes without source locations: map entries as nested
// messages, synthetic oneofs behind the written ones, json_name always, options interpreted.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

internal sealed partial class ProtoDescriptorEncoder
{
    private const int TypeEnum = 14;
    private const int TypeMessage = 11;
    private const int TypeGroup = 10;

    private readonly ProtoFile _file;
    private readonly ProtoNames _names;
    private readonly bool _isLenient;

    private ProtoDescriptorEncoder(ProtoFile file, ProtoNames names, bool isLenient)
    {
        _file = file;
        _names = names;
        _isLenient = isLenient;
    }

    internal static byte[] Encode(ProtoFile file, ProtoNames names, string name, bool isLenient) =>
        new ProtoDescriptorEncoder(file, names, isLenient).EncodeFile(name).ToArray();

    private ProtoWireWriter EncodeFile(string name)
    {
        var writer = new ProtoWireWriter();
        writer.Text(1, name);
        if (_file.Package is { } package)
        {
            writer.Text(2, package);
        }

        foreach (var import in _file.Imports)
        {
            writer.Text(3, import.Path);
        }

        foreach (var message in _file.AllMessages)
        {
            writer.Message(4, EncodeMessage(message));
        }

        foreach (var item in _file.Enums)
        {
            writer.Message(5, EncodeEnum(item));
        }

        foreach (var service in _file.Services)
        {
            writer.Message(6, EncodeService(service));
        }

        EncodeExtends(writer, 7, _file.Extends);
        EncodeOptions(writer, 8, "FileOptions", _file.Options, _file.Package ?? "");
        EncodeImportKinds(writer);
        return writer;
    }

    private void EncodeImportKinds(ProtoWireWriter writer)
    {
        for (var i = 0; i < _file.Imports.Count; i++)
        {
            if (_file.Imports[i].IsPublic)
            {
                writer.Number(10, i);
            }
        }

        for (var i = 0; i < _file.Imports.Count; i++)
        {
            if (_file.Imports[i].Modifier == "weak")
            {
                writer.Number(11, i);
            }
        }

        if (_file.IsProto3)
        {
            writer.Text(12, "proto3");
        }
        else if (_file.IsEdition)
        {
            writer.Text(12, "editions");
            // Edition numbers count from EDITION_2023 = 1000.
            writer.Number(14, int.Parse(_file.Syntax!, CultureInfo.InvariantCulture) - 1023);
        }
    }

    private void EncodeOptions(
        ProtoWireWriter writer, int field, string kind, IReadOnlyList<ProtoOption> options, string scope)
    {
        if (options.Count > 0)
        {
            var encoded = new ProtoOptionEncoder(_names, scope, _isLenient).Encode(kind, options);
            writer.Message(field, encoded, evenEmpty: false);
        }
    }

    private ProtoWireWriter EncodeMessage(ProtoMessage message)
    {
        var writer = new ProtoWireWriter();
        writer.Text(1, message.Name);
        var synthetic = message.OneOfs.Count;
        foreach (var field in message.AllFields)
        {
            var oneOf = IndexOf(message.OneOfs, field);
            var isOptional = _file.IsProto3 && field.Label == ProtoLabel.Optional;
            writer.Message(2, EncodeField(field, message.FullName, isOptional ? synthetic++ : oneOf, isOptional));
        }

        foreach (var (_, nested) in Nested(message).OrderBy(entry => entry.Order))
        {
            writer.Message(3, nested);
        }

        foreach (var item in message.Enums)
        {
            writer.Message(4, EncodeEnum(item));
        }

        foreach (var extensions in message.Extensions)
        {
            EncodeExtensions(writer, extensions, message.FullName);
        }

        EncodeExtends(writer, 6, message.Extends);
        EncodeOptions(writer, 7, "MessageOptions", message.Options, message.FullName);
        EncodeOneOfs(writer, message);
        EncodeReserved(writer, message.Reserved, 9, isEndExclusive: true);
        return writer;
    }

    private IEnumerable<(int Order, ProtoWireWriter Message)> Nested(ProtoMessage message) => message.AllMessages
        .Select(nested => (nested.Order, EncodeMessage(nested)))
        .Concat(message.Fields.Where(field => field.IsMap)
            .Select(field => (field.TypeOrder, EncodeEntry(field, message))));

    private void EncodeOneOfs(ProtoWireWriter writer, ProtoMessage message)
    {
        foreach (var oneOf in message.OneOfs)
        {
            var item = new ProtoWireWriter();
            item.Text(1, oneOf.Name);
            EncodeOptions(item, 2, "OneofOptions", oneOf.Options, message.FullName);
            writer.Message(8, item);
        }

        if (!_file.IsProto3)
        {
            return;
        }

        var taken = new HashSet<string>(
            message.AllFields.Select(field => field.WireName).Concat(message.OneOfs.Select(oneOf => oneOf.Name)),
            StringComparer.Ordinal);
        foreach (var field in message.AllFields.Where(field => field.Label == ProtoLabel.Optional))
        {
            var name = field.Name[0] == '_' ? field.Name : "_" + field.Name;
            while (!taken.Add(name))
            {
                name = "X" + name;
            }

            var item = new ProtoWireWriter();
            item.Text(1, name);
            writer.Message(8, item);
        }
    }

    private static int IndexOf(IReadOnlyList<ProtoOneOf> oneOfs, ProtoField field)
    {
        for (var i = 0; i < oneOfs.Count; i++)
        {
            if (oneOfs[i].Fields.Contains(field))
            {
                return i;
            }
        }

        return -1;
    }

    private ProtoWireWriter EncodeField(
        ProtoField field, string scope, int oneOf, bool isProto3Optional, string? extendee = null)
    {
        var writer = new ProtoWireWriter();
        writer.Text(1, field.WireName);
        if (extendee is not null)
        {
            writer.Text(2, extendee);
        }

        writer.Number(3, field.Number);
        writer.Number(4, field.IsMap || field.Label == ProtoLabel.Repeated ? 3 : LabelOf(field));
        writer.Number(5, TypeOf(field));
        if (field.IsMap)
        {
            writer.Text(6, $".{scope}.{EntryName(field)}");
        }
        else if (field.Target is { } target)
        {
            writer.Text(6, "." + target.FullName);
        }

        if (field.Default is { } value)
        {
            writer.Text(7, DefaultText(field, value));
        }

        EncodeOptions(writer, 8, "FieldOptions", field.Options, scope);
        if (oneOf >= 0)
        {
            writer.Number(9, oneOf);
        }

        writer.Text(10, field.Option("json_name")?.Text ?? ProtoJsonName.Of(field.WireName));
        writer.Flag(17, isProto3Optional);
        return writer;
    }

    private static int LabelOf(ProtoField field) => field.Label == ProtoLabel.Required ? 2 : 1;

    private static int TypeOf(ProtoField field) => field switch
    {
        { IsMap: true } => TypeMessage,
        { Group: not null } => TypeGroup,
        { Target: ProtoEnum } => TypeEnum,
        { Target: ProtoMessage } => TypeMessage,
        _ => (int)field.Scalar!.Value,
    };
}
