// The local that tells compact lengths from plain ones; left out where nothing asks for it.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Emitting;

internal static class FlexibleFlag
{
    // The size of a tagged list of structs has a method of its own, so Size itself does not ask for its sake.
    public static void Emit(CodeWriter code, MessageModel message, StructModel type, bool isForSize = false)
    {
        string? condition = message.FlexibleVersions.Condition(type.Range);
        bool asked = condition is not (null or "false") || type.Fields.Any(
            field => AsksFor(field, type.Range)
                && !(isForSize && field is { IsTagged: true, IsList: true, Type: WireType.Struct }));
        if (!asked)
            return;

        code.Line(condition switch
        {
            null => "const bool flexible = true;",
            "false" => "const bool flexible = false;",
            _ => $"bool flexible = {condition};",
        });
    }

    private static bool AsksFor(FieldModel field, VersionRange range) =>
        !field.Versions.Intersect(range).IsEmpty
        && (field.IsList
            || field.Type is WireType.Bytes or WireType.Records
            || (field.Type == WireType.String && field.Flexible));
}
