// Emits the writing half of a JSON codec. Names and punctuation are finished bytes; every member is written, null too
// unless it is to be left out.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class JsonWriteEmitter(CodeWriter code, CodecNames names) : ICodecEmitter
{
    private const string Writer = "ref global::TypedStreams.Json.JsonWriter writer";
    private const string ThrowIfNull = "global::System.ArgumentNullException.ThrowIfNull(value);";

    public void Record(RecordModel record)
    {
        var by = record.IsValueType ? "in " : "";
        code.Open($"internal static void Write{record.MethodName}({by}{record.CSharp} value, {Writer})");
        if (!record.IsValueType)
        {
            code.Line(ThrowIfNull);
        }

        if (record.IsRecursive)
        {
            code.Line("writer.Descend();");
        }

        Members(record);
        if (record.IsRecursive)
        {
            code.Line("writer.Ascend();");
        }

        code.Close();
        code.Line();
    }

    private void Members(RecordModel record)
    {
        var taken = new LocalNames();
        var locals = taken.Of(record.Fields);
        var start = record.IsCase ? $"{{\\\"$type\\\":\\\"{record.Name.Simple}\\\"" : "{";

        // Known to the generator until a member that may be left out comes first, then to the code at run time.
        var separator = record.IsCase ? start + "," : start;
        string? next = null;
        if (record.Fields.Count > 0 && record.Fields[0].IsOmitted)
        {
            Raw(start);
            next = taken.Take("next");
            code.Line($"var {next} = {(record.IsCase ? "true" : "false")};");
            separator = "";
        }

        for (var i = 0; i < record.Fields.Count; i++)
        {
            var field = record.Fields[i];
            var value = "value." + Symbols.Identifier(field.Member);
            if (field.IsOmitted)
            {
                code.Open($"if ({value} is {{ }} {locals[i]})");
                Name(separator, next, field);
                Value(field.Type.Inner!, locals[i], locals[i] + "Inner");
                if (next is not null)
                {
                    code.Line($"{next} = true;");
                }

                code.Close();
                code.Line();
                continue;
            }

            Name(separator, next, field);
            Value(field.Type, value, locals[i]);
            (separator, next) = (",", null);
        }

        Raw(record.Fields.Count > 0 ? "}" : separator.TrimEnd(',') + "}");
    }

    private void Name(string separator, string? next, FieldModel field)
    {
        if (next is not null)
        {
            code.Open($"if ({next})");
            Raw(",");
            code.Close();
            code.Line();
        }

        Raw($"{separator}\\\"{field.Name}\\\":");
    }

    public void Enum(EnumModel symbols)
    {
        code.Open($"private static void Write{symbols.MethodName}({symbols.CSharp} value, {Writer})");
        code.Open("switch (value)");
        foreach (var symbol in symbols.Symbols)
        {
            code.Line($"case {symbols.CSharp}.{Symbols.Identifier(symbol.Name)}:");
            code.Indent();
            Raw($"\\\"{symbol.Name}\\\"");
            code.Line("break;");
            code.Outdent();
        }

        code.Line("default:");
        code.Indent();
        code.Line("throw new global::System.ArgumentOutOfRangeException("
            + "nameof(value), value, \"The enum has no such member, so the schema has no symbol for it.\");");
        code.Outdent();
        code.Close();
        code.Close();
        code.Line();
    }

    public void Union(UnionModel union)
    {
        code.Open($"private static void Write{union.MethodName}({union.CSharp} value, {Writer})");
        code.Open("switch (value)");
        foreach (var item in union.Cases)
        {
            code.Line($"case {item} item:");
            code.Indent();
            code.Line($"Write{names.Record(item)}(item, ref writer);");
            code.Line("break;");
            code.Outdent();
        }

        UnknownCase.Emit(code);
        code.Close();
        code.Close();
        code.Line();
    }

    public void Collection(TypeModel type)
    {
        code.Open($"private static void Write{names.Of(type)}({type.CSharp} value, {Writer})");
        if (type.Shape == Shape.ImmutableArray)
        {
            code.Open("if (value.IsDefault)");
            code.Line("value = [];");
            code.Close();
            code.Line();
        }
        else
        {
            code.Line(ThrowIfNull);
        }

        var isMap = type.Shape == Shape.Map;
        code.Line("var isFirst = true;");
        Raw(isMap ? "{" : "[");
        if (type.Shape is Shape.ReadOnlyList or Shape.MutableList)
        {
            // An index instead of foreach: the enumerator of an interface is an allocation.
            code.Open("for (var i = 0; i < value.Count; i++)");
        }
        else
        {
            code.Open($"foreach (var {(isMap ? "entry" : "item")} in value)");
        }

        code.Open("if (!isFirst)");
        Raw(",");
        code.Close();
        code.Line();
        code.Line("isFirst = false;");
        if (isMap)
        {
            code.Line("writer.WriteString(entry.Key);");
            Raw(":");
            Value(type.Inner!, "entry.Value", "present");
        }
        else
        {
            Value(type.Inner!, type.Shape is Shape.ReadOnlyList or Shape.MutableList ? "value[i]" : "item", "present");
        }

        code.Close();
        code.Line();
        Raw(isMap ? "}" : "]");
        code.Close();
        code.Line();
    }

    private void Raw(string json) => code.Line($"writer.WriteRaw(\"{json}\"u8);");

    private void Value(TypeModel type, string expression, string local)
    {
        for (; type.Shape == Shape.Wrapper; type = type.Inner!)
        {
            expression += "." + Symbols.Identifier(type.Member);
        }

        if (!type.IsNullable)
        {
            code.Line(Call(type, expression));
            return;
        }

        code.Open($"if ({expression} is {{ }} {local})");
        Value(type.Inner!, local, local + "Inner");
        code.Close();
        code.Open("else");
        Raw("null");
        code.Close();
        code.Line();
    }

    private string Call(TypeModel type, string expression) => type.Shape switch
    {
        Shape.Boolean => $"writer.WriteBoolean({expression});",
        Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int or Shape.UInt or Shape.Long =>
            $"writer.WriteInt64({expression});",
        Shape.ULong => $"writer.WriteUInt64({expression});",
        Shape.Float => $"writer.WriteFloat({expression});",
        Shape.Double => $"writer.WriteDouble({expression});",
        Shape.String => $"writer.WriteString({expression});",
        Shape.ByteArray => $"writer.WriteBytes({expression});",
        Shape.Memory => $"writer.WriteBytes({expression}.Span);",
        Shape.FixedArray => $"writer.WriteFixed({expression}, {type.Size});",
        Shape.FixedMemory => $"writer.WriteFixed({expression}.Span, {type.Size});",
        Shape.Guid => $"writer.WriteGuid({expression});",
        Shape.Date => $"writer.WriteDate({expression});",
        Shape.Time => $"writer.WriteTime({expression});",
        Shape.DateTime or Shape.DateTimeOffset => $"writer.WriteTimestamp({expression});",
        Shape.Duration => $"writer.WriteDuration({expression});",
        Shape.Decimal => $"writer.WriteDecimal({expression}, precision: {type.Precision}, scale: {type.Scale});",
        _ => $"Write{names.Of(type)}({expression}, ref writer);",
    };
}
