// Emits Read: version tests around one call a field, in wire order, tagged fields last.
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Emitting;

internal sealed class ReadEmitter(CodeWriter code, MessageModel message, StructModel type)
{
    public void EmitBody(bool isRoot)
    {
        if (isRoot)
        {
            code.Line($"if ({type.Range.UnknownCondition()})");
            code.Indented($"throw WireFault.UnreadableVersion(nameof({type.Name}), reader.Position, version);");
            code.Line();
        }

        FlexibleFlag.Emit(code, message, type);
        code.Line($"var value = new {type.Name}();");
        foreach (FieldModel field in type.Fields.Where(field => !field.IsTagged))
            EmitField(field, type.Range);
        EmitTags();
        code.Line();
        code.Line("return value;");
    }

    private void EmitField(FieldModel field, VersionRange context)
    {
        string? condition = field.Versions.Condition(context);
        if (condition == "false")
            return;

        VersionRange range = field.Versions.Intersect(context);
        if (SingleStatement(field, range) is { } statement)
        {
            code.Guarded(condition, statement);
            return;
        }

        if (condition is not null)
            code.Open($"if ({condition})");
        EmitStatements(field, range);
        if (condition is not null)
            code.Close();
    }

    private string? SingleStatement(FieldModel field, VersionRange range)
    {
        string? nullable = field.NullableVersions.Condition(range);
        string target = $"value.{field.Name}";
        if (field.Type == WireType.Struct)
        {
            return field.IsList ? null
                : nullable == "false" ? $"{target} = {StructName(field)}.Read(ref reader, version);"
                : $"{target} = reader.ReadInt8() < 0 ? null : {StructName(field)}.Read(ref reader, version);";
        }

        if (field.IsList)
            return SimpleList(field, nullable, target);

        if (field.Type is WireType.String or WireType.Bytes)
        {
            string strict = $"reader.Read{field.Type}({field.Flexible()})";
            string loose = $"reader.ReadNullable{field.Type}({field.Flexible()})";
            return nullable switch
            {
                "false" => $"{target} = {strict};",
                null => $"{target} = {loose};",
                _ => $"{target} = {nullable} ? {loose} : {strict};",
            };
        }

        string call = field.Type == WireType.Records ? "reader.ReadRecords(flexible)" : $"reader.Read{field.Type}()";
        return field.IsEnum ? $"{target} = ({field.TypeName}){call};" : $"{target} = {call};";
    }

    // An array that is never null fills the list that the initializer made; one that may be null makes its own.
    private static string? SimpleList(FieldModel field, string? nullable, string target) => nullable switch
    {
        "false" when !field.IsNullable => $"reader.Read{field.Type}List({target}, flexible);",
        null => $"{target} = reader.ReadNullable{field.Type}List(flexible);",
        _ => null,
    };

    private void EmitStatements(FieldModel field, VersionRange range)
    {
        string? nullable = field.NullableVersions.Condition(range);
        if (field.Type != WireType.Struct)
        {
            string lists = $"reader.ReadNullable{field.Type}List(flexible)";
            code.Line($"value.{field.Name} = {lists};");
            string check = nullable == "false" ? "" : $"{field.NullableVersions.OutsideCondition(range)} && ";
            code.Line($"if ({check}value.{field.Name} is null)");
            code.Indented($"throw WireFault.UnexpectedNull(\"{field.Name}\", reader.Position);");
            return;
        }

        string arguments = $"(flexible, minElementSize: {MinSize(field.TypeName)})";
        string strict = $"reader.ReadArrayLength{arguments}";
        string loose = $"reader.ReadNullableArrayLength{arguments}";
        string length = nullable switch { "false" => strict, null => loose, _ => $"{nullable} ? {loose} : {strict}" };
        string count = field.Local() + "Count";
        code.Line($"int {count} = {length};");
        code.Line(field.IsNullable
            ? $"value.{field.Name} = {count} < 0 ? null : new({count});"
            : $"value.{field.Name}.EnsureCapacity({count});");
        code.Line($"for (int i = 0; i < {count}; i++)");
        string bang = field.IsNullable ? "!" : "";
        code.Indented($"value.{field.Name}{bang}.Add({StructName(field)}.Read(ref reader, version));");
    }

    // A property may have the name of a struct, and would hide it.
    private string StructName(FieldModel field) =>
        type.Fields.Any(other => other.Name == field.TypeName)
            ? $"{message.Root.Name}.{field.TypeName}"
            : field.TypeName;

    private int MinSize(string structName) => message.Structs.First(model => model.Name == structName).MinSize;

    private void EmitTags()
    {
        VersionRange flexible = message.FlexibleVersions.Intersect(type.Range);
        if (flexible.IsEmpty)
            return;

        string? condition = flexible.Condition(type.Range) is null ? null : "flexible";
        FieldModel[] tagged = Tagged.In(type, flexible);
        if (tagged.Length == 0)
        {
            code.Guarded(condition, "reader.SkipTaggedFields();");
            return;
        }

        if (condition is not null)
            code.Open($"if ({condition})");
        code.Open("for (uint tags = reader.ReadTagCount(); tags > 0; tags--)");
        code.Line("int end = reader.ReadTagHeader(out uint tag);");
        code.Open("switch (tag)");
        foreach (FieldModel field in tagged)
            EmitTagCase(field, flexible);
        code.Line("default:");
        code.Indented("reader.SkipTag(end);");
        code.Indented("break;");
        code.Close();
        code.Line();
        code.Line("reader.RequireTagEnd(end);");
        code.Close();
        if (condition is not null)
            code.Close();
    }

    private void EmitTagCase(FieldModel field, VersionRange flexible)
    {
        string? condition = field.Versions.Condition(flexible);
        VersionRange range = field.Versions.Intersect(flexible);
        code.Line($"case {field.Tag}{(condition is null ? "" : $" when {condition}")}:");
        code.Indent();
        if (SingleStatement(field, range) is { } statement)
            code.Line(statement);
        else
            EmitStatements(field, range);
        code.Line("break;");
        code.Unindent();
    }
}
