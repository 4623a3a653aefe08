// Emits the writing half of an Avro codec: a method a record, enum, list and map, straight-line within each.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class AvroWriteEmitter(CodeWriter code, CodecNames names) : ICodecEmitter
{
    private const string Writer = "ref global::TypedStreams.Avro.AvroWriter writer";
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

        var locals = new LocalNames().Of(record.Fields);
        for (var i = 0; i < record.Fields.Count; i++)
        {
            Value(record.Fields[i].Type, "value." + Symbols.Identifier(record.Fields[i].Member), locals[i]);
        }

        if (record.IsRecursive)
        {
            code.Line("writer.Ascend();");
        }

        code.Close();
        code.Line();
    }

    public void Enum(EnumModel symbols)
    {
        var head = $"private static void Write{symbols.MethodName}({symbols.CSharp} value, {Writer})";
        code.Line($"{head} => writer.WriteInt(value switch");
        code.Open();
        for (var i = 0; i < symbols.Symbols.Count; i++)
        {
            code.Line($"{symbols.CSharp}.{Symbols.Identifier(symbols.Symbols[i].Name)} => {i},");
        }

        code.Line("_ => throw new global::System.ArgumentOutOfRangeException("
            + "nameof(value), value, \"The enum has no such member, so the schema has no symbol for it.\"),");
        code.Close(");");
        code.Line();
    }

    public void Union(UnionModel union)
    {
        code.Open($"private static void Write{union.MethodName}({union.CSharp} value, int first, {Writer})");
        code.Open("switch (value)");
        for (var i = 0; i < union.Cases.Count; i++)
        {
            code.Line($"case {union.Cases[i]} item:");
            code.Indent();
            code.Line($"writer.WriteBranch(first + {i});");
            code.Line($"Write{names.Record(union.Cases[i])}(item, ref writer);");
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
        if (AvroCollections.KnownItem(type) is not null)
        {
            return;
        }

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

        var count = type.Shape is Shape.Array or Shape.ImmutableArray ? "value.Length" : "value.Count";
        code.Line($"writer.WriteBlockStart({count});");
        code.Open($"if ({count} == 0)");
        code.Line("return;");
        code.Close();
        code.Line();
        Items(type);
        code.Line();
        code.Line("writer.WriteBlockEnd();");
        code.Close();
        code.Line();
    }

    private void Items(TypeModel type)
    {
        if (type.Shape is Shape.ReadOnlyList or Shape.MutableList)
        {
            // An index instead of foreach: the enumerator of an interface is an allocation.
            code.Open("for (var i = 0; i < value.Count; i++)");
            Value(type.Inner!, "value[i]", "item");
        }
        else if (type.Shape == Shape.Map)
        {
            code.Open("foreach (var entry in value)");
            code.Line("writer.WriteString(entry.Key);");
            Value(type.Inner!, "entry.Value", "item");
        }
        else
        {
            code.Open("foreach (var item in value)");
            Value(type.Inner!, "item", "present");
        }

        code.Close();
    }

    /// <summary>
    /// Statements that write one value; <paramref name="local"/> names it once it is known to be there.
    /// </summary>
    private void Value(TypeModel type, string expression, string local)
    {
        if (!type.IsNullable)
        {
            code.Line(Call(type, expression));
            return;
        }

        if (AvroNullables.Write(type, expression) is { } statement)
        {
            code.Line(statement);
            return;
        }

        code.Open($"if ({expression} is {{ }} {local})");
        if (type.Inner!.Shape == Shape.Union)
        {
            code.Line($"Write{names.Of(type.Inner)}({local}, 1, ref writer);");
        }
        else
        {
            code.Line($"writer.WriteBranch({1 - type.NullBranch});");
            code.Line(Call(type.Inner, local));
        }

        code.Close();
        code.Open("else");
        code.Line($"writer.WriteBranch({type.NullBranch});");
        code.Close();
        code.Line();
    }

    private string Call(TypeModel type, string expression) => type.Shape switch
    {
        Shape.Wrapper => Call(type.Inner!, $"{expression}.{Symbols.Identifier(type.Member)}"),
        Shape.Boolean => $"writer.WriteBoolean({expression});",
        Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int => $"writer.WriteInt({expression});",
        Shape.UInt or Shape.Long => $"writer.WriteLong({expression});",
        Shape.Float => $"writer.WriteFloat({expression});",
        Shape.Double => $"writer.WriteDouble({expression});",
        Shape.String => $"writer.WriteString({expression});",
        Shape.ByteArray => $"writer.WriteBytes({expression});",
        Shape.Memory => $"writer.WriteBytes({expression}.Span);",
        Shape.FixedArray => $"writer.WriteFixed({expression}, {type.Size});",
        Shape.FixedMemory => $"writer.WriteFixed({expression}.Span, {type.Size});",
        Shape.Union => $"Write{names.Of(type)}({expression}, 0, ref writer);",
        Shape.Guid => $"writer.WriteGuid({expression});",
        Shape.Date => $"writer.WriteDate({expression});",
        Shape.Time => $"writer.WriteTime{Unit(type)}({expression});",
        Shape.DateTime or Shape.DateTimeOffset => $"writer.WriteTimestamp{Unit(type)}({expression});",
        Shape.Duration => $"writer.WriteDuration({expression});",
        Shape.Decimal => $"writer.WriteDecimal({expression}, precision: {type.Precision}, scale: {type.Scale});",
        _ => AvroCollections.KnownItem(type) is { } item
            ? AvroCollections.Write(item, expression)
            : $"Write{names.Of(type)}({expression}, ref writer);",
    };

    private static string Unit(TypeModel type) => type.IsMillis ? "Millis" : "";
}
