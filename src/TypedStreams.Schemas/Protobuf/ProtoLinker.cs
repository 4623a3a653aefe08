// Gives the type names of one file their meaning. Writes the targets into the file's own objects, once, before anyone
// else sees them.

namespace TypedStreams.Schemas.Protobuf;

internal static class ProtoLinker
{
    internal static void Link(ProtoFile file, ProtoNames names)
    {
        foreach (var message in file.AllMessages)
        {
            Link(message, names, file);
        }

        foreach (var item in file.Enums)
        {
            item.File = file;
        }

        foreach (var extend in file.Extends)
        {
            Link(extend, names);
        }

        foreach (var method in file.Services.SelectMany(service => service.Methods))
        {
            method.RequestTarget = Message(names, file.Package ?? "", method.Request, method.Place);
            method.ResponseTarget = Message(names, file.Package ?? "", method.Response, method.Place);
        }
    }

    private static void Link(ProtoMessage message, ProtoNames names, ProtoFile file)
    {
        message.File = file;
        foreach (var item in message.Enums)
        {
            item.File = file;
        }

        foreach (var field in message.AllFields)
        {
            Link(field, names, message.FullName);
        }

        foreach (var nested in message.AllMessages)
        {
            Link(nested, names, file);
        }

        foreach (var extend in message.Extends)
        {
            Link(extend, names);
        }
    }

    private static void Link(ProtoExtend extend, ProtoNames names)
    {
        extend.Target = Message(names, extend.Scope, extend.TypeName, extend.Place);
        foreach (var field in extend.Fields)
        {
            Link(field, names, extend.Scope);
        }
    }

    private static void Link(ProtoField field, ProtoNames names, string scope)
    {
        if (field.Scalar is null && field.Group is null)
        {
            field.Target = names.Resolve(scope, field.TypeName) as ProtoType
                ?? throw Missing(field.TypeName, field.Place);
        }
    }

    private static ProtoMessage Message(ProtoNames names, string scope, string name, string place) =>
        names.Resolve(scope, name) as ProtoMessage ?? throw Missing(name, place);

    private static SchemaParseException Missing(string name, string place) => new(
        $"The type \"{name}\" is not defined here nor imported; define it, or import the file that does.", place);
}
