// A file in normal form: imports, options and fields in a fixed order, every type by its full name. Messages keep their
// order, because message indexes count on it. Makes a copy; the given schema stays as it is.

namespace TypedStreams.Schemas.Protobuf;

internal static class ProtoNormalizer
{
    internal static ProtoFile Normalize(ProtoSchema schema)
    {
        var file = schema.File;
        return new ProtoFile
        {
            Syntax = file.Syntax,
            Package = file.Package,
            Imports = [.. file.Imports.OrderBy(import => import.Path, StringComparer.Ordinal)],
            Options = Sorted(file.Options),
            Messages = [.. file.Messages.Select(Copy)],
            Enums = [.. file.Enums.Select(Copy)],
            Extends = [.. file.Extends.Select(Copy).OrderBy(extend => extend.TypeName, StringComparer.Ordinal)],
            Services = [.. file.Services.Select(Copy).OrderBy(service => service.Name, StringComparer.Ordinal)],
        };
    }

    private static ProtoMessage Copy(ProtoMessage message) => new(message.Name, message.FullName, message.Place)
    {
        Order = message.Order,
        Options = Sorted(message.Options),
        Reserved = [.. message.Reserved.Select(Sorted)],
        Fields = [.. message.Fields.Select(Copy).OrderBy(field => field.Number)],
        OneOfs =
        [
            .. message.OneOfs.Select(oneOf => oneOf with
            {
                Fields = [.. oneOf.Fields.Select(Copy).OrderBy(field => field.Number)],
                Options = Sorted(oneOf.Options),
            }).OrderBy(oneOf => oneOf.Fields[0].Number),
        ],
        Messages = [.. message.Messages.Select(Copy)],
        Enums = [.. message.Enums.Select(Copy)],
        Extensions =
        [
            .. message.Extensions.Select(extensions => extensions with
            {
                Ranges = [.. extensions.Ranges.OrderBy(range => range.First)],
                Options = Sorted(extensions.Options),
            }),
        ],
        Extends = [.. message.Extends.Select(Copy)],
    };

    private static ProtoEnum Copy(ProtoEnum item) => new(item.Name, item.FullName, item.Place)
    {
        Options = Sorted(item.Options),
        Reserved = [.. item.Reserved.Select(Sorted)],
        // Values keep their order: the first one is the default.
        Values = [.. item.Values.Select(value => value with { Options = Sorted(value.Options) })],
    };

    private static ProtoField Copy(ProtoField field) =>
        new(field.Name, field.Number, FullNameOf(field.Target, field.TypeName, field), field.Label, field.Place)
        {
            MapKey = field.MapKey,
            Group = field.Group is { } group ? Copy(group) : null,
            Options = Sorted(field.Options),
            Order = field.Order,
            TypeOrder = field.TypeOrder,
        };

    private static ProtoExtend Copy(ProtoExtend extend) => extend with
    {
        TypeName = "." + extend.Target!.FullName,
        Fields = [.. extend.Fields.Select(Copy).OrderBy(field => field.Number)],
    };

    private static ProtoService Copy(ProtoService service) => service with
    {
        Options = Sorted(service.Options),
        Methods =
        [
            .. service.Methods.Select(method => method with
            {
                Request = "." + method.RequestTarget!.FullName,
                Response = "." + method.ResponseTarget!.FullName,
                Options = Sorted(method.Options),
            }),
        ],
    };

    private static string FullNameOf(ProtoType? target, string written, ProtoField field) =>
        target is null || field.Group is not null ? written : "." + target.FullName;

    private static ProtoReserved Sorted(ProtoReserved reserved) => new(
        [.. reserved.Ranges.OrderBy(range => range.First)],
        [.. reserved.Names.OrderBy(name => name, StringComparer.Ordinal)]);

    private static List<ProtoOption> Sorted(IReadOnlyList<ProtoOption> options) =>
        [.. options.OrderBy(option => option.Name, StringComparer.Ordinal)];
}
