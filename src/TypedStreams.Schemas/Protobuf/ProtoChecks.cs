// What a file must not do although it can be read: the rules of the language that protoc enforces. Each error names the
// place and the way out. Stateless; the built-in files pass by construction and are not checked twice.

namespace TypedStreams.Schemas.Protobuf;

internal static class ProtoChecks
{
    private const int FirstImplementationNumber = 19_000;
    private const int LastImplementationNumber = 19_999;

    internal static void Check(ProtoFile file, ProtoNames names)
    {
        foreach (var message in file.AllMessages)
        {
            Check(message, file);
        }

        foreach (var item in file.Enums)
        {
            Check(item, file);
        }

        foreach (var extend in file.Extends)
        {
            Check(extend, file);
        }

        ProtoOptionEncoder.CheckAll(file, names);
    }

    private static void Check(ProtoMessage message, ProtoFile file)
    {
        var numbers = new Dictionary<int, ProtoField>();
        foreach (var field in message.AllFields)
        {
            CheckField(field, file);
            if (numbers.TryGetValue(field.Number, out var other))
            {
                throw Error(
                    $"The fields \"{other.Name}\" and \"{field.Name}\" of {message.FullName} both have number " +
                    $"{field.Number}; give one another number.",
                    field.Place);
            }

            numbers.Add(field.Number, field);
            CheckReserved(message, field);
        }

        foreach (var field in message.Fields.Where(field => field.Group is null && !field.IsMap))
        {
            CheckLabel(field, file);
        }

        CheckJsonNames(message, file);
        foreach (var nested in message.AllMessages)
        {
            Check(nested, file);
        }

        foreach (var item in message.Enums)
        {
            Check(item, file);
        }

        foreach (var extend in message.Extends)
        {
            Check(extend, file);
        }
    }

    private static void CheckField(ProtoField field, ProtoFile file)
    {
        if (field.Number is < 1 or > ProtoRange.MaxField or
            >= FirstImplementationNumber and <= LastImplementationNumber)
        {
            throw Error(
                $"The field \"{field.Name}\" has number {field.Number}; numbers go from 1 to {ProtoRange.MaxField} " +
                "without 19000 to 19999.",
                field.Place);
        }

        if (field.Group is not null && (file.IsProto3 || file.IsEdition))
        {
            throw Error($"The group \"{field.Name}\" needs proto2; use a message.", field.Place);
        }

        if (field.Default is not null && (file.IsProto3 || field.Label == ProtoLabel.Repeated || field.IsMap))
        {
            throw Error($"The field \"{field.Name}\" may have no default here; remove it.", field.Place);
        }

        if (file.IsProto3 && field.Target is ProtoEnum { Values.Count: > 0 } item && item.Values[0].Number != 0)
        {
            throw Error(
                $"The enum {item.FullName} does not start with 0, which proto3 needs of \"{field.Name}\".",
                field.Place);
        }
    }

    private static void CheckLabel(ProtoField field, ProtoFile file)
    {
        var problem = (file.IsProto3, file.IsEdition, field.Label) switch
        {
            (true, _, ProtoLabel.Required) => "proto3 knows no required fields; remove the label",
            (_, true, ProtoLabel.Required or ProtoLabel.Optional) =>
                "editions know no such label; set features.field_presence",
            (false, false, ProtoLabel.None) => "proto2 needs optional, required or repeated; add the label",
            _ => null,
        };
        if (problem is not null)
        {
            throw Error($"The field \"{field.Name}\" is not allowed: {problem}.", field.Place);
        }
    }

    private static void CheckReserved(ProtoMessage message, ProtoField field)
    {
        foreach (var reserved in message.Reserved)
        {
            if (reserved.Names.Contains(field.WireName))
            {
                throw Error(
                    $"The name \"{field.Name}\" is reserved in {message.FullName}; choose another.", field.Place);
            }

            if (reserved.Ranges.Any(range => range.Holds(field.Number)))
            {
                throw Error(
                    $"The number {field.Number} of \"{field.Name}\" is reserved in {message.FullName}; choose another.",
                    field.Place);
            }
        }

        if (message.Extensions.SelectMany(extensions => extensions.Ranges).Any(range => range.Holds(field.Number)))
        {
            throw Error(
                $"The number {field.Number} of \"{field.Name}\" is left to extensions; choose another.", field.Place);
        }
    }

    private static void CheckJsonNames(ProtoMessage message, ProtoFile file)
    {
        if (!file.IsProto3)
        {
            return;
        }

        var names = new Dictionary<string, ProtoField>(StringComparer.Ordinal);
        foreach (var field in message.AllFields)
        {
            var json = field.Option("json_name")?.Text ?? ProtoJsonName.Of(field.WireName);
            if (names.TryGetValue(json, out var other))
            {
                throw Error(
                    $"The fields \"{other.Name}\" and \"{field.Name}\" have one name in JSON, \"{json}\"; rename one.",
                    field.Place);
            }

            names.Add(json, field);
        }
    }

    private static void Check(ProtoEnum item, ProtoFile file)
    {
        if (item.Values.Count == 0)
        {
            throw Error($"The enum {item.FullName} has no value; add one.", item.Place);
        }

        if (file.IsProto3 && item.Values[0].Number != 0)
        {
            throw Error($"The first value of {item.FullName} must be 0 in proto3.", item.Values[0].Place);
        }

        var mayAlias = item.Options.Any(option => option is { Name: "allow_alias", Value.Text: "true" });
        var numbers = new HashSet<int>();
        foreach (var value in item.Values)
        {
            if (!numbers.Add(value.Number) && !mayAlias)
            {
                throw Error(
                    $"The number {value.Number} of \"{value.Name}\" is taken in {item.FullName}; give another, or " +
                    "set allow_alias.",
                    value.Place);
            }

            if (item.Reserved.Any(reserved => reserved.Names.Contains(value.Name) ||
                reserved.Ranges.Any(range => range.Holds(value.Number))))
            {
                throw Error($"\"{value.Name}\" is reserved in {item.FullName}; choose another.", value.Place);
            }
        }
    }

    private static void Check(ProtoExtend extend, ProtoFile file)
    {
        var ranges = extend.Target!.Extensions.SelectMany(extensions => extensions.Ranges).ToList();
        foreach (var field in extend.Fields)
        {
            CheckField(field, file);
            if (!ranges.Any(range => range.Holds(field.Number)))
            {
                throw Error(
                    $"{extend.Target.FullName} leaves no number {field.Number} to extensions; choose one that it does.",
                    field.Place);
            }

            if (field.Label == ProtoLabel.Required || field.IsMap)
            {
                throw Error($"The extension \"{field.Name}\" may be neither required nor a map.", field.Place);
            }
        }
    }

    private static SchemaParseException Error(string problem, string place) => new(problem, place);
}
