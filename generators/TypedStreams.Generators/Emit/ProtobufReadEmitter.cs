// Emits the reading half of a Protobuf codec: a loop over tags and a switch. Fields may come in any order, again, or
// not at all; what is not there has its default, and what is not known is skipped or kept.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed partial class ProtobufReadEmitter(CodeWriter code, CodecNames names) : ICodecEmitter
{
    private const string Reader = "ref global::TypedStreams.Protobuf.ProtobufReader reader";
    private const string Marshal = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal";
    private const string Items = "global::TypedStreams.Codecs.CodecItems";

    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    public void Record(RecordModel record)
    {
        Absent(record.MethodName, record.CSharp);
        code.Open($"internal static {record.CSharp} Read{record.MethodName}({Reader})");
        var taken = new LocalNames();
        var locals = taken.Of(record.Fields);
        var slots = record.Fields.Select((field, i) => new Slot(field, locals[i], taken)).ToArray();
        Body(slots, record.UnknownMember is not null);
        Creation.Emit(
            code,
            record,
            [.. slots.Select(Result)],
            unknown: record.UnknownMember is null ? null : "kept is null ? default : kept.WrittenMemory");
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
        code.Open($"private static {symbols.CSharp} Read{symbols.MethodName}({Reader})");
        code.Line("var number = reader.ReadInt32();");
        code.Open("switch (number)");
        foreach (var symbol in symbols.Symbols)
        {
            code.Line($"case {symbol.Value}: return {symbols.CSharp}.{Symbols.Identifier(symbol.Name)};");
        }

        code.Line("default:");
        code.Indent();
        if (symbols.Fallback is { } fallback)
        {
            code.Line($"return {symbols.CSharp}.{Symbols.Identifier(fallback)};");
        }
        else
        {
            code.Line($"reader.ThrowMissing($\"The symbol of {symbols.Name.Simple} with number {{number}}\");");
            code.Line("return default;");
        }

        code.Outdent();
        code.Close();
        code.Close();
        code.Line();
        AbsentEnum(symbols);
    }

    public void Union(UnionModel union)
    {
        Absent(union.MethodName, union.CSharp);
        code.Open($"private static {union.CSharp} Read{union.MethodName}({Reader})");
        code.Line($"{union.CSharp}? value = null;");
        code.Line("global::System.ReadOnlySpan<byte> bytes = default;");
        code.Line("var last = 0U;");
        code.Open("while (reader.ReadTag() is var tag and not 0)");
        code.Open($"if (tag > {ProtobufTypes.DelimitedTag(union.Cases.Count)} || (tag & 7) != 2)");
        code.Line("reader.Skip(tag);");
        code.Line("continue;");
        code.Close();
        code.Line();
        code.Line("// Only the same case again is merged; another case takes its place.");
        code.Line("bytes = tag == last ? bytes : default;");
        code.Line("last = tag;");
        code.Line("var inner = reader.ReadMerged(ref bytes);");
        code.Line("value = tag switch");
        code.Open();
        for (var i = 0; i < union.Cases.Count; i++)
        {
            var tag = i == union.Cases.Count - 1 ? "_" : ProtobufTypes.DelimitedTag(i + 1).ToString();
            code.Line($"{tag} => Read{names.Record(union.Cases[i])}(ref inner),");
        }

        code.Close(";");
        code.Close();
        code.Line();
        code.Open("if (value is null)");
        code.Line($"reader.ThrowMissing(\"The case of {union.Name.Simple}\");");
        code.Close();
        code.Line();
        code.Line("return value;");
        code.Close();
        code.Line();
    }

    public void Collection(TypeModel type)
    {
        var item = type.Inner!;
        if (type.Shape == Shape.Map)
        {
            Entry(type, item);
        }

        if (ProtobufTypes.NeedsMessage(item))
        {
            Message(item.Unwrapped);
        }
    }

    /// <summary>A message around a collection or around a value that may be null; field 1 holds it.</summary>
    private void Message(TypeModel type)
    {
        if (!_messages.Add(names.Of(type)))
        {
            return;
        }

        var mark = type.IsNullable ? "?" : "";
        if (!type.IsNullable)
        {
            Absent(names.Of(type) + "Message", type.CSharp);
        }

        code.Open($"private static {type.CSharp}{mark} Read{names.Of(type)}Message({Reader})");
        var none = new EquatableArray<string>([]);
        var slot = new Slot(new FieldModel("items", "items", type, 1, null, null, 0, none), "items", new LocalNames());
        Body([slot], keeps: false);
        code.Line($"return {Result(slot)};");
        code.Close();
        code.Line();
        if (type.IsNullable && ProtobufTypes.NeedsMessage(type.Inner!))
        {
            Message(type.Inner!.Unwrapped);
        }
    }

    private void Entry(TypeModel type, TypeModel item)
    {
        var value = item.CSharp + (item.IsNullable ? "?" : "");
        var map = $"global::System.Collections.Generic.Dictionary<string, {value}>";
        code.Open($"private static void Add{names.Of(type)}({map} entries, {Reader})");
        code.Line("var end = reader.Enter();");
        var none = new EquatableArray<string>([]);
        var taken = new LocalNames();
        var key = new FieldModel("key", "key", new TypeModel(Shape.String, "string"), 1, null, null, 0, none);
        var held = new FieldModel("held", "held", item, 2, null, null, 1, none);
        var slots = new[] { new Slot(key, "key", taken), new Slot(held, "held", taken, isItem: true) };
        Body(slots, keeps: false);
        code.Line("reader.Leave(end);");
        code.Line($"entries[key] = {Result(slots[1])};");
        code.Close();
        code.Line();
    }

    private void Absent(string name, string type)
    {
        code.Open($"private static {type} Absent{name}({Reader})");
        code.Line("var absent = reader.Absent();");
        code.Line($"return Read{name}(ref absent);");
        code.Close();
        code.Line();
    }

    private void AbsentEnum(EnumModel symbols)
    {
        var symbol = symbols.Symbols.FirstOrDefault(symbol => symbol.Value == 0)?.Name ?? symbols.Fallback;
        code.Open($"private static {symbols.CSharp} Absent{symbols.MethodName}({Reader})");
        if (symbol is null)
        {
            code.Line($"reader.ThrowMissing(\"A value of {symbols.Name.Simple}\");");
        }

        code.Line(symbol is null ? "return default;" : $"return {symbols.CSharp}.{Symbols.Identifier(symbol)};");
        code.Close();
        code.Line();
    }
}
