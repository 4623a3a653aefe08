// Emits the writing half of a Protobuf codec: fields in the order of their numbers, straight-line. A field that holds
// its type's zero is not written, as proto3 wants it, unless the schema says "optional".

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class ProtobufWriteEmitter(CodeWriter code, CodecNames names) : ICodecEmitter
{
    private const string Writer = "ref global::TypedStreams.Protobuf.ProtobufWriter writer";
    private const string ThrowIfNull = "global::System.ArgumentNullException.ThrowIfNull(value);";

    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    public void Record(RecordModel record)
    {
        var by = record.IsValueType ? "in " : "";
        Delimited(record.MethodName, by + record.CSharp);
        code.Open($"internal static void Write{record.MethodName}({by}{record.CSharp} value, {Writer})");
        if (!record.IsValueType)
        {
            code.Line(ThrowIfNull);
        }

        var ordered = record.Fields.OrderBy(field => field.Number).ToArray();
        var locals = new LocalNames().Of(ordered);
        for (var i = 0; i < ordered.Length; i++)
        {
            var field = ordered[i];
            Field(
                field.Type,
                "value." + Symbols.Identifier(field.Member),
                locals[i],
                field.Number,
                ProtobufTypes.HasPresence(field));
        }

        if (record.UnknownMember is { } unknown)
        {
            code.Line($"writer.WriteUnknown(value.{Symbols.Identifier(unknown)}.Span);");
        }

        code.Close();
        code.Line();
        foreach (var field in record.Fields)
        {
            if (field.Type.Unwrapped is { IsNullable: true } nullable && ProtobufTypes.NeedsMessage(nullable.Inner!))
            {
                Message(nullable.Inner!.Unwrapped);
            }
        }
    }

    public void Enum(EnumModel symbols)
    {
        code.Line($"private static long NumberOf({symbols.CSharp} value) => value switch");
        code.Open();
        foreach (var symbol in symbols.Symbols)
        {
            code.Line($"{symbols.CSharp}.{Symbols.Identifier(symbol.Name)} => {symbol.Value},");
        }

        code.Line("_ => throw new global::System.ArgumentOutOfRangeException("
            + "nameof(value), value, \"The enum has no such member, so the schema has no symbol for it.\"),");
        code.Close(";");
        code.Line();
    }

    public void Union(UnionModel union)
    {
        Delimited(union.MethodName, union.CSharp);
        code.Open($"private static void Write{union.MethodName}({union.CSharp} value, {Writer})");
        code.Open("switch (value)");
        for (var i = 0; i < union.Cases.Count; i++)
        {
            code.Line($"case {union.Cases[i]} item:");
            code.Indent();
            code.Line($"Write{names.Record(union.Cases[i])}("
                + $"{ProtobufTypes.DelimitedTag(i + 1)}, item, ref writer);");
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
        code.Open($"private static void Write{names.Of(type)}(uint tag, {type.CSharp} value, {Writer})");
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

        var item = type.Inner!;
        if (type.Shape == Shape.Map)
        {
            Entries(item);
        }
        else if (ProtobufTypes.IsPacked(item) && !ProtobufTypes.NeedsMessage(item))
        {
            Packed(type, item);
        }
        else
        {
            Loop(type, item, expression => Item(item, expression, "tag"));
        }

        code.Close();
        code.Line();
        if (ProtobufTypes.NeedsMessage(item))
        {
            Message(item.Unwrapped);
        }
    }

    private void Entries(TypeModel item)
    {
        code.Open("foreach (var entry in value)");
        code.Line("var start = writer.Begin(tag);");
        code.Line("writer.WriteString(10, entry.Key);");
        Item(item, "entry.Value", ProtobufTypes.Tag(2, item).ToString());
        code.Line("writer.End(start);");
        code.Close();
    }

    private void Packed(TypeModel type, TypeModel item)
    {
        code.Open($"if (value.{(type.Shape is Shape.Array or Shape.ImmutableArray ? "Length" : "Count")} == 0)");
        code.Line("return;");
        code.Close();
        code.Line();
        code.Line("var start = writer.Begin(tag);");
        Loop(type, item, expression => code.Line(PackedCall(item, expression)));
        code.Line();
        code.Line("writer.End(start);");
    }

    private void Loop(TypeModel type, TypeModel item, Action<string> body)
    {
        if (type.Shape is Shape.ReadOnlyList or Shape.MutableList)
        {
            // An index instead of foreach: the enumerator of an interface is an allocation.
            code.Open("for (var i = 0; i < value.Count; i++)");
            body("value[i]");
        }
        else
        {
            code.Open("foreach (var item in value)");
            body("item");
        }

        code.Close();
    }

    /// <summary>A value of a list or map: always written, even a zero.</summary>
    private void Item(TypeModel type, string expression, string tag)
    {
        Peel(ref type, ref expression);
        code.Line(type.IsNullable || type.IsCollection
            ? $"Write{names.Of(type)}Message({tag}, {expression}, ref writer);"
            : Call(type, expression, tag));
    }

    /// <summary>A message around a collection or around a value that may be null; field 1 holds it.</summary>
    private void Message(TypeModel type)
    {
        if (!_messages.Add(names.Of(type)))
        {
            return;
        }

        var mark = type.IsNullable ? "?" : "";
        code.Open($"private static void Write{names.Of(type)}Message(uint tag, {type.CSharp}{mark} value, {Writer})");
        code.Line("var start = writer.Begin(tag);");
        Field(type, "value", "item", number: 1, hasPresence: true);
        code.Line("writer.End(start);");
        code.Close();
        code.Line();
        if (type.IsNullable && ProtobufTypes.NeedsMessage(type.Inner!))
        {
            Message(type.Inner!.Unwrapped);
        }
    }

    private void Delimited(string name, string type)
    {
        code.Open($"private static void Write{name}(uint tag, {type} value, {Writer})");
        code.Line("var start = writer.Begin(tag);");
        code.Line($"Write{name}(value, ref writer);");
        code.Line("writer.End(start);");
        code.Close();
        code.Line();
    }

    private void Field(TypeModel type, string expression, string local, int number, bool hasPresence)
    {
        Peel(ref type, ref expression);
        if (type.IsNullable)
        {
            code.Open($"if ({expression} is {{ }} {local})");
            Item(type.Inner!, local, Tag(number, type.Inner!));
            code.Close();
            code.Line();
            return;
        }

        if (type.IsCollection)
        {
            var tag = ProtobufTypes.DelimitedTag(number);
            code.Line($"Write{names.Of(type)}({tag}, {expression}, ref writer);");
            return;
        }

        if (hasPresence || Guard(type, expression) is not { } guard)
        {
            Item(type, expression, Tag(number, type));
            return;
        }

        code.Open($"if ({guard})");
        Item(type, expression, Tag(number, type));
        code.Close();
        code.Line();
    }

    private static string Tag(int number, TypeModel type) =>
        (ProtobufTypes.NeedsMessage(type) ? ProtobufTypes.DelimitedTag(number) : ProtobufTypes.Tag(number, type))
        .ToString();

    /// <summary>Takes wrappers off: the type and the expression become those of the value inside.</summary>
    private static void Peel(ref TypeModel type, ref string expression)
    {
        for (; type.Shape == Shape.Wrapper; type = type.Inner!)
        {
            expression += "." + Symbols.Identifier(type.Member);
        }
    }

    /// <summary>When the value is not the zero of its type; null when it is always written.</summary>
    private static string? Guard(TypeModel type, string expression) => type.Shape switch
    {
        Shape.Boolean => expression,
        Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int or Shape.UInt or Shape.Long
            or Shape.ULong => $"{expression} != 0",
        Shape.Float => $"global::System.BitConverter.SingleToInt32Bits({expression}) != 0",
        Shape.Double => $"global::System.BitConverter.DoubleToInt64Bits({expression}) != 0",
        Shape.String => $"{expression} is not \"\"",
        Shape.ByteArray => $"{expression} is not {{ Length: 0 }}",
        Shape.Memory => $"{expression}.Length != 0",
        _ => null,
    };

    private string Call(TypeModel type, string expression, string tag) => type.Shape switch
    {
        Shape.Boolean => $"writer.WriteBoolean({tag}, {expression});",
        Shape.SByte or Shape.Short or Shape.Int or Shape.Long => $"writer.WriteInt64({tag}, {expression});",
        Shape.Byte or Shape.UShort or Shape.UInt or Shape.ULong => $"writer.WriteUInt64({tag}, {expression});",
        Shape.Float => $"writer.WriteFloat({tag}, {expression});",
        Shape.Double => $"writer.WriteDouble({tag}, {expression});",
        Shape.String => $"writer.WriteString({tag}, {expression});",
        Shape.ByteArray => $"writer.WriteBytes({tag}, {expression});",
        Shape.Memory => $"writer.WriteBytes({tag}, {expression}.Span);",
        Shape.FixedArray => $"writer.WriteFixed({tag}, {expression}, {type.Size});",
        Shape.FixedMemory => $"writer.WriteFixed({tag}, {expression}.Span, {type.Size});",
        Shape.Guid => $"writer.WriteGuid({tag}, {expression});",
        Shape.Date => $"writer.WriteDate({tag}, {expression});",
        Shape.Time => $"writer.WriteTimeOfDay({tag}, {expression});",
        Shape.DateTime or Shape.DateTimeOffset => $"writer.WriteTimestamp({tag}, {expression});",
        Shape.Duration => $"writer.WriteDuration({tag}, {expression});",
        Shape.Decimal => $"writer.WriteDecimal({tag}, {expression}, precision: {type.Precision}, scale: {type.Scale});",
        Shape.Enum => $"writer.WriteInt64({tag}, NumberOf({expression}));",
        _ => $"Write{names.Of(type)}({tag}, {expression}, ref writer);",
    };

    private static string PackedCall(TypeModel type, string expression)
    {
        Peel(ref type, ref expression);
        return type.Shape switch
        {
            Shape.Boolean => $"writer.WritePacked({expression} ? 1UL : 0UL);",
            Shape.SByte or Shape.Short or Shape.Int or Shape.Long => $"writer.WritePacked((ulong)(long){expression});",
            Shape.Byte or Shape.UShort or Shape.UInt or Shape.ULong => $"writer.WritePacked((ulong){expression});",
            Shape.Enum => $"writer.WritePacked((ulong)NumberOf({expression}));",
            _ => $"writer.WritePacked({expression});",
        };
    }
}
