// Emits the reading half of a JSON codec. Properties may come in any order; the last of equal ones counts; former names
// of a member are read too.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class JsonReadEmitter(CodeWriter code, CodecNames names, MessageModel message) : ICodecEmitter
{
    private const int BitsOfAWord = 64;
    private const string Reader = "ref global::TypedStreams.Json.JsonReader reader";
    private const string Marshal = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal";
    private const string Is = "global::TypedStreams.Json.JsonReader.Is";
    private const string Items = "global::TypedStreams.Codecs.CodecItems";

    public void Record(RecordModel record)
    {
        code.Open($"internal static {record.CSharp} Read{record.MethodName}({Reader})");
        var taken = new LocalNames();
        var locals = taken.Of(record.Fields);
        for (var i = 0; i < locals.Length; i++)
        {
            var type = record.Fields[i].Type;
            var start = record.Fields[i].Default?.CSharp ?? "default!";
            code.Line($"{type.CSharp}{(type.IsNullable ? "?" : "")} {locals[i]} = {start};");
        }

        var required = record.Fields.Where(field => field.Default is null).ToList();
        var words = Enumerable.Range(0, (required.Count + BitsOfAWord - 1) / BitsOfAWord)
            .Select(word => taken.Take("seen" + word)).ToArray();
        foreach (var word in words)
        {
            code.Line($"var {word} = 0UL;");
        }

        Properties(record, locals, required, words);
        Requirements(required, words);
        Creation.Emit(code, record, locals);
        code.Close();
        code.Line();
    }

    public void Enum(EnumModel symbols)
    {
        code.Open($"private static {symbols.CSharp} Read{symbols.MethodName}({Reader})");
        code.Line("var name = reader.ReadText();");
        code.Open("switch (name.Length)");
        foreach (var symbol in symbols.Symbols)
        {
            code.Line($"case {symbol.Name.Length} when {Is}(name, \"{symbol.Name}\"u8):");
            code.Indent();
            code.Line($"return {symbols.CSharp}.{Symbols.Identifier(symbol.Name)};");
            code.Outdent();
        }

        code.Line("default:");
        code.Indent();
        if (symbols.Fallback is { } fallback)
        {
            code.Line($"return {symbols.CSharp}.{Symbols.Identifier(fallback)};");
        }
        else
        {
            code.Line($"reader.ThrowMisfit(\"a text is no symbol of {symbols.Name.Simple}\");");
            code.Line("return default;");
        }

        code.Outdent();
        code.Close();
        code.Close();
        code.Line();
    }

    public void Union(UnionModel union)
    {
        code.Open($"private static {union.CSharp} Read{union.MethodName}({Reader})");
        code.Line("var name = reader.Peek(\"$type\"u8);");
        foreach (var item in union.Cases)
        {
            var simple = message.Records.First(record => record.CSharp == item).Name.Simple;
            code.Open($"if ({Is}(name, \"{simple}\"u8))");
            code.Line($"return Read{names.Record(item)}(ref reader);");
            code.Close();
            code.Line();
        }

        code.Line($"reader.ThrowMisfit(\"$type is no case of {union.Name.Simple}\");");
        code.Line("return default;");
        code.Close();
        code.Line();
    }

    public void Collection(TypeModel type)
    {
        code.Open($"private static {type.CSharp} Read{names.Of(type)}({Reader})");
        var item = type.Inner!.CSharp + (type.Inner.IsNullable ? "?" : "");
        if (type.Shape == Shape.Map)
        {
            code.Line($"var entries = new global::System.Collections.Generic.Dictionary<string, {item}>();");
            code.Open("for (var more = reader.BeginObject(); more; more = reader.NextProperty())");
            code.Line("var key = reader.ReadKey();");
            code.Line($"entries[key] = {Expression(type.Inner)};");
            code.Close();
            code.Line();
            code.Line("return entries;");
        }
        else if (type.Shape is Shape.List or Shape.MutableList)
        {
            code.Line($"var items = new global::System.Collections.Generic.List<{item}>();");
            code.Open("for (var more = reader.BeginArray(); more; more = reader.NextItem())");
            code.Line($"items.Add({Expression(type.Inner)});");
            code.Close();
            code.Line();
            code.Line("return items;");
        }
        else
        {
            code.Line($"var items = global::System.Array.Empty<{item}>();");
            code.Line("var length = 0;");
            code.Open("for (var more = reader.BeginArray(); more; more = reader.NextItem())");
            code.Line($"{Items}.Add(ref items, ref length, {Expression(type.Inner)});");
            code.Close();
            code.Line();
            code.Line($"{Items}.Trim(ref items, length);");
            code.Line(type.Shape == Shape.ImmutableArray
                ? $"return {Marshal}.AsImmutableArray<{item}>(items);"
                : "return items;");
        }

        code.Close();
        code.Line();
    }

    private void Properties(RecordModel record, string[] locals, List<FieldModel> required, string[] words)
    {
        code.Open("for (var more = reader.BeginObject(); more; more = reader.NextProperty())");
        code.Line("var name = reader.ReadName();");
        code.Open("switch (name.Length)");
        for (var i = 0; i < locals.Length; i++)
        {
            var field = record.Fields[i];
            foreach (var name in field.Aliases.Prepend(field.Name))
            {
                code.Line($"case {name.Length} when {Is}(name, \"{name}\"u8):");
            }

            code.Indent();
            code.Line($"{locals[i]} = {Expression(field.Type)};");
            var place = required.IndexOf(field);
            if (place >= 0)
            {
                code.Line($"{words[place / BitsOfAWord]} |= 1UL << {place % BitsOfAWord};");
            }

            code.Line("break;");
            code.Outdent();
        }

        if (record.IsCase && message.StrictJson)
        {
            code.Line($"case 5 when {Is}(name, \"$type\"u8):");
            code.Indent();
            code.Line("reader.Skip();");
            code.Line("break;");
            code.Outdent();
        }

        code.Line("default:");
        code.Indent();
        code.Line(message.StrictJson
            ? $"reader.ThrowMisfit(\"{record.Name.Simple} has no such property\");"
            : "reader.Skip();");
        code.Line("break;");
        code.Outdent();
        code.Close();
        code.Close();
        code.Line();
    }

    private void Requirements(List<FieldModel> required, string[] words)
    {
        for (var word = 0; word < words.Length; word++)
        {
            var members = required.Skip(word * BitsOfAWord).Take(BitsOfAWord)
                .Select(field => $"\"{field.Name}\"").ToArray();
            var all = ulong.MaxValue >> (BitsOfAWord - members.Length);
            code.Open($"if ({words[word]} != 0x{all:X}UL)");
            code.Line($"reader.ThrowMissing({words[word]}, [{string.Join(", ", members)}]);");
            code.Close();
            code.Line();
        }
    }

    private string Expression(TypeModel type) => type.Shape switch
    {
        Shape.NullableValue or Shape.NullableReference =>
            $"reader.TryReadNull() ? ({type.CSharp}?)null : {Expression(type.Inner!)}",
        Shape.Wrapper => $"new {type.CSharp}({Expression(type.Inner!)})",
        Shape.Boolean => "reader.ReadBoolean()",
        Shape.SByte => Narrow("sbyte"),
        Shape.Byte => Narrow("byte"),
        Shape.Short => Narrow("short"),
        Shape.UShort => Narrow("ushort"),
        Shape.Int => Narrow("int"),
        Shape.UInt => Narrow("uint"),
        Shape.Long => "reader.ReadInt64(long.MinValue, long.MaxValue)",
        Shape.ULong => "reader.ReadUInt64()",
        Shape.Float => "reader.ReadFloat()",
        Shape.Double => "reader.ReadDouble()",
        Shape.String => "reader.ReadString()",
        Shape.ByteArray => "reader.ReadBytes()",
        Shape.Memory => "(global::System.ReadOnlyMemory<byte>)reader.ReadBytes()",
        Shape.FixedArray => Fixed(type),
        Shape.FixedMemory => "(global::System.ReadOnlyMemory<byte>)" + Fixed(type),
        Shape.Guid => "reader.ReadGuid()",
        Shape.Date => "reader.ReadDate()",
        Shape.Time => "reader.ReadTime()",
        Shape.DateTime => "reader.ReadTimestamp()",
        Shape.DateTimeOffset => "reader.ReadTimestampOffset()",
        Shape.Duration => "reader.ReadDuration()",
        Shape.Decimal => $"reader.ReadDecimal(precision: {type.Precision}, scale: {type.Scale})",
        _ => $"Read{names.Of(type)}(ref reader)",
    };

    private static string Fixed(TypeModel type) =>
        $"global::TypedStreams.Codecs.FixedBytes.Check(reader.ReadBytes(), {type.Size}, reader.Position)";

    private static string Narrow(string type) => $"({type})reader.ReadInt64({type}.MinValue, {type}.MaxValue)";
}
