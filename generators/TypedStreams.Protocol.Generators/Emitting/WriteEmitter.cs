// Emits Write: the mirror of Read, with a refusal where a value would be lost.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Emitting;

internal sealed class WriteEmitter(CodeWriter code, MessageModel message)
{
    public void EmitBody(StructModel type, bool isRoot)
    {
        if (isRoot)
        {
            code.Line($"if ({type.Range.UnknownCondition()})");
            code.Indented($"throw WireFault.UnwritableVersion(nameof({type.Name}), version);");
            code.Line();
        }

        FlexibleFlag.Emit(code, message, type);
        foreach (FieldModel field in type.Fields.Where(field => !field.IsTagged))
            EmitField(type, field);
        EmitTags(type);
    }

    private void EmitField(StructModel type, FieldModel field)
    {
        string? condition = field.Versions.Condition(type.Range);
        if (condition != "false")
        {
            VersionRange range = field.Versions.Intersect(type.Range);
            EmitValue(type, field, range, condition);
        }

        if (condition is not null && !field.Ignorable && !field.IsStruct)
            EmitRefusal(type, field, condition == "false" ? "if" : "else if");
    }

    private void EmitRefusal(StructModel type, FieldModel field, string keyword)
    {
        code.Line($"{keyword} ({field.IsSet()})");
        string reason = $"only {field.Versions.Describe()} have it";
        code.Indented(Refusal(type, field, reason));
    }

    private void EmitValue(StructModel type, FieldModel field, VersionRange range, string? condition)
    {
        if (SingleStatement(field, range) is { } statement)
        {
            code.Guarded(condition, statement);
            return;
        }

        if (condition is not null)
            code.Open($"if ({condition})");
        EmitNullCheck(type, field, range);
        EmitStatements(field);
        if (condition is not null)
            code.Close();
    }

    // Null where the field is nullable at all, but not in every version that has it, needs a check in front.
    private static string? SingleStatement(FieldModel field, VersionRange range) => field switch
    {
        { IsNullable: true, IsTagged: false } when field.NullableVersions.Condition(range) is not null => null,
        { Type: not WireType.Struct } => SimpleStatement(field),
        { IsList: false, IsNullableOnWire: false } => $"{field.Name}.Write(ref writer, version);",
        _ => null,
    };

    private void EmitStatements(FieldModel field)
    {
        if (field.Type != WireType.Struct)
        {
            code.Line(SimpleStatement(field));
            return;
        }

        if (field.IsList)
        {
            string count = field.IsNullable ? $"{field.Name}?.Count ?? -1" : $"{field.Name}.Count";
            code.Line($"writer.WriteLength({count}, flexible);");
            code.Line($"foreach ({field.TypeName} element in {field.Name}{(field.IsNullable ? " ?? []" : "")})");
            code.Indented("element.Write(ref writer, version);");
        }
        else
        {
            code.Line($"writer.WriteInt8((sbyte)({field.Name} is null ? -1 : 1));");
            code.Line($"{field.Name}?.Write(ref writer, version);");
        }
    }

    // Null in a version that does not allow it: only possible when another version does.
    private void EmitNullCheck(StructModel type, FieldModel field, VersionRange range)
    {
        string? nullable = field.NullableVersions.Condition(range);
        if (!field.IsNullable || nullable is null || field.IsTagged)
            return;

        string outside = nullable == "false" ? "" : $"{field.NullableVersions.OutsideCondition(range)} && ";
        code.Line($"if ({outside}{field.Name} is null)");
        string reason = $"null needs {field.NullableVersions.Describe()}";
        code.Indented(Refusal(type, field, reason));
    }

    private static string Refusal(StructModel type, FieldModel field, string reason) =>
        $"throw WireFault.FieldNotInVersion(nameof({type.Name}), nameof({field.Name}), version, \"{reason}\");";

    private static string SimpleStatement(FieldModel field)
    {
        string suffix = field.IsList ? "List" : "";
        string cast = !field.IsEnum ? "" : field.Type switch
        {
            WireType.Int8 => "(sbyte)",
            WireType.Int16 => "(short)",
            _ => "(int)",
        };
        bool hasLength = field.IsList || field.Type is WireType.String or WireType.Bytes or WireType.Records;
        return $"writer.Write{field.Type}{suffix}({cast}{field.Name}{(hasLength ? ", " + field.Flexible() : "")});";
    }

    private void EmitTags(StructModel type)
    {
        VersionRange flexible = message.FlexibleVersions.Intersect(type.Range);
        FieldModel[] tagged = Tagged.In(type, flexible);
        if (!flexible.IsEmpty)
            EmitTagBlock(type, flexible, tagged);

        foreach (FieldModel field in type.Fields.Where(field => field.IsTagged && !field.Ignorable))
        {
            VersionRange present = field.Versions.Intersect(flexible);
            string? condition = present.Condition(type.Range);
            if (condition is not null)
            {
                string outside = condition == "false" ? "" : $"{present.OutsideCondition(type.Range)} && ";
                code.Line($"if ({outside}{field.IsSet()})");
                string reason = $"only {field.Versions.Describe()} have it";
                code.Indented(Refusal(type, field, reason));
            }
        }
    }

    private void EmitTagBlock(StructModel type, VersionRange flexible, FieldModel[] tagged)
    {
        string? condition = flexible.Condition(type.Range) is null ? null : "flexible";
        if (tagged.Length == 0)
        {
            code.Guarded(condition, "writer.WriteUnsignedVarint(0);");
            return;
        }

        if (condition is not null)
            code.Open($"if ({condition})");
        code.Line("uint tags = 0;");
        foreach (FieldModel field in tagged)
            code.Guarded(IsPresent(field, flexible), "tags++;");
        code.Line("writer.WriteUnsignedVarint(tags);");
        foreach (FieldModel field in tagged)
        {
            code.Open($"if ({IsPresent(field, flexible)})");
            code.Line($"writer.WriteTag({field.Tag}, {SizeEmitter.Expression(field)});");
            EmitValue(type, field, field.Versions.Intersect(flexible), condition: null);
            code.Close();
        }

        if (condition is not null)
            code.Close();
    }

    internal static string IsPresent(FieldModel field, VersionRange flexible)
    {
        string? condition = field.Versions.Condition(flexible);
        return condition is null ? field.IsSet() : $"{condition} && {field.IsSet()}";
    }
}
