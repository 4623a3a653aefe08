// Emits Size: constant parts are added up here, the rest is one term a field.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Emitting;

internal sealed class SizeEmitter(CodeWriter code, MessageModel message)
{
    public void EmitBody(StructModel type, bool isRoot)
    {
        if (isRoot)
        {
            code.Line($"if ({type.Range.UnknownCondition()})");
            code.Indented($"throw WireFault.UnwritableVersion(nameof({type.Name}), version);");
            code.Line();
        }

        FlexibleFlag.Emit(code, message, type, isForSize: true);
        FieldModel[] plain = type.Fields
            .Where(field => !field.IsTagged && !field.Versions.Intersect(type.Range).IsEmpty)
            .ToArray();
        int always = plain.Where(field => IsConstant(field, type.Range)).Sum(field => field.Type.FixedSize());
        code.Line($"int size = {always};");
        foreach (FieldModel field in plain.Where(field => !IsConstant(field, type.Range)))
            EmitField(field, type.Range);
        EmitTags(type);
        code.Line("return size;");
    }

    // What the field adds, as one expression; struct lists need a loop and have EmitField.
    public static string Expression(FieldModel field) => field switch
    {
        { IsList: true, Type: WireType.Struct } => $"{field.Name}Size(version)",
        { IsList: true, Type: WireType.String } => $"WireSize.StringList({field.Name}, flexible)",
        { IsList: true } => $"WireSize.FixedList({field.Name}, {field.Type.FixedSize()}, flexible)",
        { Type: WireType.Struct } when field.IsNullableOnWire => $"1 + ({field.Name}?.Size(version) ?? 0)",
        { Type: WireType.Struct } => $"{field.Name}.Size(version)",
        { Type: WireType.String } => $"WireSize.String({field.Name}, {field.Flexible()})",
        { Type: WireType.Bytes } => $"WireSize.Bytes({field.Name}, flexible)",
        { Type: WireType.Records } => $"WireSize.Records({field.Name}, flexible)",
        _ => field.Type.FixedSize().ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static bool IsConstant(FieldModel field, VersionRange range) =>
        !field.IsList && field.Type.FixedSize() > 0 && field.Versions.Covers(range);

    private void EmitField(FieldModel field, VersionRange context)
    {
        string? condition = field.Versions.Condition(context);
        if (!field.IsList || field.Type != WireType.Struct)
        {
            code.Guarded(condition, $"size += {Expression(field)};");
            return;
        }

        if (condition is not null)
            code.Open($"if ({condition})");
        EmitStructList(field, "size");
        if (condition is not null)
            code.Close();
    }

    private void EmitStructList(FieldModel field, string target)
    {
        string count = field.IsNullable ? $"{field.Name}?.Count ?? -1" : $"{field.Name}.Count";
        code.Line($"{target} += WireSize.Length({count}, flexible);");
        code.Line($"foreach ({field.TypeName} element in {field.Name}{(field.IsNullable ? " ?? []" : "")})");
        code.Indented($"{target} += element.Size(version);");
    }

    private void EmitTags(StructModel type)
    {
        VersionRange flexible = message.FlexibleVersions.Intersect(type.Range);
        if (flexible.IsEmpty)
            return;

        string? condition = flexible.Condition(type.Range) is null ? null : "flexible";
        FieldModel[] tagged = Tagged.In(type, flexible);
        if (tagged.Length == 0)
        {
            code.Guarded(condition, "size += 1;");
            return;
        }

        if (condition is not null)
            code.Open($"if ({condition})");
        code.Line("uint tags = 0;");
        foreach (FieldModel field in tagged)
        {
            code.Open($"if ({WriteEmitter.IsPresent(field, flexible)})");
            code.Line("tags++;");
            code.Line($"size += WireSize.TaggedField({field.Tag}, {Expression(field)});");
            code.Close();
        }

        code.Line("size += WireSize.UnsignedVarint(tags);");
        if (condition is not null)
            code.Close();
    }

    // The size of a tagged list of structs is needed twice, before the list and in Size, so it has a method.
    public void EmitListSizes(StructModel type)
    {
        VersionRange flexible = message.FlexibleVersions.Intersect(type.Range);
        foreach (FieldModel field in Tagged.In(type, flexible)
            .Where(field => field is { IsList: true, Type: WireType.Struct }))
        {
            code.Line();
            code.Open($"private int {field.Name}Size(short version)");
            code.Line("const bool flexible = true;");
            code.Line("int size = 0;");
            EmitStructList(field, "size");
            code.Line("return size;");
            code.Close();
        }
    }
}
