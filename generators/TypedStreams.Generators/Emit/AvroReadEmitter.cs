// Emits the reading half of an Avro codec, the mirror of AvroWriteEmitter. Counts are checked against the bytes that
// remain before anything of that size is allocated.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class AvroReadEmitter(CodeWriter code, CodecNames names, MessageModel message) : ICodecEmitter
{
    private const string Reader = "ref global::TypedStreams.Avro.AvroReader reader";
    private const string Marshal = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal";

    public void Record(RecordModel record)
    {
        code.Open($"internal static {record.CSharp} Read{record.MethodName}({Reader})");
        if (record.IsRecursive)
        {
            code.Line("reader.Descend();");
        }

        var locals = new LocalNames().Of(record.Fields);
        for (var i = 0; i < record.Fields.Count; i++)
        {
            code.Line($"var {locals[i]} = {Expression(record.Fields[i].Type)};");
        }

        if (record.IsRecursive)
        {
            code.Line("reader.Ascend();");
        }

        Creation.Emit(code, record, locals);
        code.Close();
        code.Line();
    }

    public void Enum(EnumModel symbols)
    {
        var last = symbols.Symbols.Count - 1;
        var head = $"private static {symbols.CSharp} Read{symbols.MethodName}({Reader})";
        code.Line($"{head} => reader.ReadSymbol({last + 1}) switch");
        code.Open();
        for (var i = 0; i <= last; i++)
        {
            var index = i == last ? "_" : i.ToString();
            code.Line($"{index} => {symbols.CSharp}.{Symbols.Identifier(symbols.Symbols[i].Name)},");
        }

        code.Close(";");
        code.Line();
    }

    public void Union(UnionModel union)
    {
        Union(union, "", first: 0);
        Union(union, "?", first: 1);
    }

    private void Union(UnionModel union, string mark, int first)
    {
        var name = first == 0 ? union.MethodName : "Nullable" + union.MethodName;
        var head = $"private static {union.CSharp}{mark} Read{name}({Reader})";
        code.Line($"{head} => reader.ReadBranch({union.Cases.Count + first}) switch");
        code.Open();
        if (first == 1)
        {
            code.Line("0 => null,");
        }

        for (var i = 0; i < union.Cases.Count; i++)
        {
            var index = i == union.Cases.Count - 1 ? "_" : (i + first).ToString();
            code.Line($"{index} => Read{names.Record(union.Cases[i])}(ref reader),");
        }

        code.Close(";");
        code.Line();
    }

    public void Collection(TypeModel type)
    {
        code.Open($"private static {type.CSharp} Read{names.Of(type)}({Reader})");
        if (type.Shape == Shape.Map)
        {
            Map(type);
        }
        else if (type.Shape is Shape.List or Shape.MutableList)
        {
            List(type);
        }
        else
        {
            Array(type);
        }

        code.Close();
        code.Line();
    }

    private void Array(TypeModel type)
    {
        var item = ItemType(type);
        code.Line($"var items = global::System.Array.Empty<{item}>();");
        code.Line("var length = 0;");
        Blocks(type.Inner!, 0, () =>
        {
            code.Line("global::TypedStreams.Codecs.CodecItems.Grow(ref items, length, count);");
            code.Open("while (count-- > 0)");
            code.Line($"items[length++] = {Expression(type.Inner!)};");
            code.Close();
        });
        code.Line("global::TypedStreams.Codecs.CodecItems.Trim(ref items, length);");
        code.Line(type.Shape == Shape.ImmutableArray
            ? $"return {Marshal}.AsImmutableArray<{item}>(items);"
            : "return items;");
    }

    private void List(TypeModel type)
    {
        code.Line($"var items = new global::System.Collections.Generic.List<{ItemType(type)}>();");
        Blocks(type.Inner!, 0, () =>
        {
            code.Line("items.EnsureCapacity(items.Count + count);");
            code.Open("while (count-- > 0)");
            code.Line($"items.Add({Expression(type.Inner!)});");
            code.Close();
        });
        code.Line("return items;");
    }

    private void Map(TypeModel type)
    {
        code.Line($"var entries = new global::System.Collections.Generic.Dictionary<string, {ItemType(type)}>();");
        Blocks(type.Inner!, 1, () =>
        {
            code.Open("if (entries.Count == 0)");
            code.Line("entries.EnsureCapacity(count);");
            code.Close();
            code.Line();
            code.Open("while (count-- > 0)");
            code.Line("var key = reader.ReadString();");
            code.Line($"entries[key] = {Expression(type.Inner!)};");
            code.Close();
        });
        code.Line("return entries;");
    }

    private void Blocks(TypeModel item, int keyBytes, Action body)
    {
        var next = $"reader.ReadBlockCount(minItemBytes: {keyBytes + MinBytes(item, [])})";
        code.Open($"for (var count = {next}; count != 0; count = {next})");
        body();
        code.Close();
        code.Line();
    }

    private string Expression(TypeModel type) => type.Shape switch
    {
        Shape.NullableReference when type.Inner!.Shape == Shape.Union =>
            $"ReadNullable{names.Of(type.Inner)}(ref reader)",
        Shape.NullableValue or Shape.NullableReference =>
            $"reader.ReadIsPresent(valueBranch: {1 - type.NullBranch}) ? {Expression(type.Inner!)}"
            + $" : ({type.CSharp}?)null",
        Shape.Wrapper => $"new {type.CSharp}({Expression(type.Inner!)})",
        Shape.Boolean => "reader.ReadBoolean()",
        Shape.SByte => Narrow("sbyte"),
        Shape.Byte => Narrow("byte"),
        Shape.Short => Narrow("short"),
        Shape.UShort => Narrow("ushort"),
        Shape.UInt => Narrow("uint"),
        Shape.Int => "reader.ReadInt()",
        Shape.Long => "reader.ReadLong()",
        Shape.Float => "reader.ReadFloat()",
        Shape.Double => "reader.ReadDouble()",
        Shape.String => "reader.ReadString()",
        Shape.ByteArray => "reader.ReadBytes().ToArray()",
        Shape.Memory => "(global::System.ReadOnlyMemory<byte>)reader.ReadBytes().ToArray()",
        Shape.FixedArray => $"reader.ReadFixed({type.Size}).ToArray()",
        Shape.FixedMemory => $"(global::System.ReadOnlyMemory<byte>)reader.ReadFixed({type.Size}).ToArray()",
        Shape.Guid => "reader.ReadGuid()",
        Shape.Date => "reader.ReadDate()",
        Shape.Time => "reader.ReadTime()",
        Shape.DateTime => "reader.ReadTimestamp()",
        Shape.DateTimeOffset => "reader.ReadTimestampOffset()",
        Shape.Duration => "reader.ReadDuration()",
        Shape.Decimal => $"reader.ReadDecimal(scale: {type.Scale})",
        _ => $"Read{names.Of(type)}(ref reader)",
    };

    private static string Narrow(string type) => $"({type})reader.ReadLong({type}.MinValue, {type}.MaxValue)";

    private static string ItemType(TypeModel type) => type.Inner!.CSharp + (type.Inner.IsNullable ? "?" : "");

    /// <summary>Fewest bytes a value takes; what bounds counts of hostile blocks.</summary>
    private int MinBytes(TypeModel type, HashSet<string> above)
    {
        switch (type.Shape)
        {
            case Shape.Float: return sizeof(float);
            case Shape.Double: return sizeof(double);
            case Shape.FixedArray or Shape.FixedMemory: return type.Size;
            case Shape.Wrapper: return MinBytes(type.Inner!, above);
            case Shape.Record:
                return above.Add(type.CSharp)
                    ? message.Records.First(r => r.CSharp == type.CSharp).Fields.Sum(f => MinBytes(f.Type, [.. above]))
                    : 0;
            default: return 1;
        }
    }
}
