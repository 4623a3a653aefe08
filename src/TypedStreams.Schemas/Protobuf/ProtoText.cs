// The text of a file in the form registries store: the order of parts, blank lines, brackets and indents of the printer
// that Confluent's registry uses (Wire's), because clients look schemas up by their text. Comments are not kept.
// Messages stand before enums and keep their order, which message indexes depend on. Stateless.

using System.Globalization;
using System.Text;

namespace TypedStreams.Schemas.Protobuf;

/// <summary>Prints .proto files.</summary>
public static class ProtoText
{
    /// <summary>The file as registries store it.</summary>
    public static string Of(ProtoFile file) => Of(file, hasExtensions: true);

    /// <summary>The file without its extensions, at the top and inside of messages.</summary>
    public static string WithoutExtensions(ProtoFile file) => Of(file, hasExtensions: false);

    private static string Of(ProtoFile file, bool hasExtensions)
    {
        var text = new StringBuilder();
        if (file.Syntax is { } syntax)
        {
            text.Append(file.IsEdition ? "edition = \"" : "syntax = \"").Append(syntax).Append("\";\n");
        }

        if (file.Package is { } package)
        {
            text.Append("package ").Append(package).Append(";\n");
        }

        Section(text, file.Imports.OrderBy(import => import.IsPublic), ImportOf);
        Section(text, file.Options, Statement);
        if (file.Messages.Count + file.Enums.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var message in file.Messages)
        {
            text.Append(MessageOf(message, hasExtensions));
        }

        foreach (var item in file.Enums)
        {
            text.Append(EnumOf(item));
        }

        Section(text, hasExtensions ? file.Extends : [], ExtendOf);
        Section(text, file.Services, ServiceOf);
        return text.ToString();
    }

    private static void Section<T>(StringBuilder text, IEnumerable<T> items, Func<T, string> print)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (isFirst)
            {
                text.Append('\n');
                isFirst = false;
            }

            text.Append(print(item));
        }
    }

    private static string ImportOf(ProtoImport import)
    {
        var modifier = import.Modifier.Length == 0 ? "" : import.Modifier + " ";
        return $"import {modifier}\"{import.Path}\";\n";
    }

    private static string MessageOf(ProtoMessage message, bool hasExtensions) =>
        $"message {message.Name} {{{BodyOf(message, hasExtensions)}}}\n";

    private static string BodyOf(ProtoMessage message, bool hasExtensions)
    {
        var body = new StringBuilder();
        Indented(body, message.Reserved.Select(ReservedOf));
        Indented(body, message.Options.Select(Statement));
        Indented(body, message.Fields.Where(field => field.Group is null).Select(FieldOf));
        Indented(body, message.OneOfs.Select(OneOfOf));
        Indented(body, message.Fields.Where(field => field.Group is not null).Select(FieldOf));
        Indented(body, message.Extensions.Select(ExtensionsOf));
        var nested = message.Messages.Select(inner => MessageOf(inner, hasExtensions));
        Indented(body, nested.Concat(message.Enums.Select(EnumOf)));
        Indented(body, (hasExtensions ? message.Extends : []).Select(ExtendOf));
        return body.ToString();
    }

    private static string EnumOf(ProtoEnum item)
    {
        var body = new StringBuilder();
        foreach (var part in item.Reserved.Select(ReservedOf)
            .Concat(item.Options.Select(Statement)).Concat(item.Values.Select(ValueOf)))
        {
            Indent(body, part);
        }

        return $"enum {item.Name} {{\n{body}}}\n";
    }

    private static string ValueOf(ProtoEnumValue value) =>
        $"{value.Name} = {Number(value.Number)}{Brackets(value.Options)};\n";

    private static string OneOfOf(ProtoOneOf oneOf)
    {
        var body = new StringBuilder();
        Indented(body, oneOf.Options.Select(Statement));
        Indented(body, oneOf.Fields.Where(field => field.Group is null).Select(FieldOf));
        Indented(body, oneOf.Fields.Where(field => field.Group is not null).Select(FieldOf));
        return $"oneof {oneOf.Name} {{{body}}}\n";
    }

    private static string FieldOf(ProtoField field)
    {
        var label = field.Label == ProtoLabel.None ? "" : field.Label.ToName() + " ";
        if (field.Group is { } group)
        {
            var body = BodyOf(group, hasExtensions: true);
            return $"{label}group {field.Name} = {Number(field.Number)}{Brackets(field.Options)} {{{body}}}\n";
        }

        var type = field.MapKey is { } key ? $"map<{key.ToName()}, {field.TypeName}>" : field.TypeName;
        return $"{label}{type} {field.Name} = {Number(field.Number)}{Brackets(field.Options)};\n";
    }

    private static string ExtendOf(ProtoExtend extend)
    {
        var body = new StringBuilder();
        Indented(body, extend.Fields.Select(FieldOf));
        return $"extend {extend.TypeName} {{{body}}}\n";
    }

    private static string ServiceOf(ProtoService service)
    {
        var body = new StringBuilder();
        Indented(body, service.Options.Select(Statement));
        Indented(body, service.Methods.Select(MethodOf));
        return $"service {service.Name} {{{body}}}\n";
    }

    private static string MethodOf(ProtoMethod method)
    {
        var request = (method.StreamsRequests ? "stream " : "") + method.Request;
        var response = (method.StreamsResponses ? "stream " : "") + method.Response;
        var body = new StringBuilder();
        foreach (var option in method.Options)
        {
            Indent(body, Statement(option));
        }

        var rest = body.Length == 0 ? "" : $" {{\n{body}}}";
        return $"rpc {method.Name} ({request}) returns ({response}){rest};\n";
    }

    private static string ExtensionsOf(ProtoExtensions extensions) =>
        $"extensions {string.Join(", ", extensions.Ranges.Select(RangeOf))}{Brackets(extensions.Options)};\n";

    private static string ReservedOf(ProtoReserved reserved) =>
        $"reserved {string.Join(", ", reserved.Ranges.Select(RangeOf).Concat(reserved.Names.Select(Quoted)))};\n";

    private static string Quoted(string name) => $"\"{name}\"";

    private static string RangeOf(ProtoRange range)
    {
        var last = range.IsOpen ? "max" : Number(range.Last);
        return range.First == range.Last && !range.IsOpen ? Number(range.First) : $"{Number(range.First)} to {last}";
    }

    private static string Statement(ProtoOption option) => $"option {Assignment(option)};\n";

    private static string Assignment(ProtoOption option) => $"{option.Name} = {ProtoValueText.Of(option.Value)}";

    private static string Brackets(IReadOnlyList<ProtoOption> options)
    {
        if (options.Count < 2)
        {
            return options.Count == 0 ? "" : $" [{Assignment(options[0])}]";
        }

        var list = new StringBuilder();
        for (var i = 0; i < options.Count; i++)
        {
            Indent(list, Assignment(options[i]) + (i < options.Count - 1 ? ",\n" : "\n"));
        }

        return $" [\n{list}]";
    }

    private static void Indented(StringBuilder text, IEnumerable<string> parts) =>
        Section(text, parts, part => Indent(new StringBuilder(), part).ToString());

    internal static StringBuilder Indent(StringBuilder text, string part)
    {
        foreach (var line in part.TrimEnd('\n').Split('\n'))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        return text;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
