// Views of Protobuf: fields in any order, again, or not at all, as ProtobufReadEmitter reads them. Lists keep the part
// of the message that their items lie in; nested messages are read when they come, which checks them.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal sealed partial class ProtobufViewEmitter(CodeWriter code, ViewTypes types, MessageModel message) : IViewFormat
{
    private const string Reader = "scoped ref global::TypedStreams.Protobuf.ProtobufReader source";
    private const string Checked = "global::TypedStreams.Protobuf.ProtobufReader.OverChecked";
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    private readonly ProtobufReadEmitter _read = new(code, new CodecNames(message));
    private readonly Pending _pending = new();

    public string OpenCase => $"var reader = {Checked}(_bytes);";

    public void Record(RecordModel record, IReadOnlyList<ViewSlot> slots, bool keepsBytes)
    {
        ProtobufSlot[] parts = [.. slots.Select(slot => new ProtobufSlot(slot.Field, slot.Name, slot))];
        foreach (var part in parts)
        {
            Holders(part);
        }

        code.Line();
        if (IsInlined(record) || (keepsBytes && record.Fields.Count <= Registers.MaxInlined))
        {
            code.Line(Registers.Inlined);
        }

        code.Open($"internal {types.ViewOf(record.CSharp)}({Reader})");
        if (keepsBytes)
        {
            code.Line("var start = source.Position;");
        }

        Body(parts);
        foreach (var part in parts)
        {
            End(part);
        }

        if (keepsBytes)
        {
            code.Line("_bytes = source.Between(start, source.Position);");
        }

        code.Close();
        code.Line();
    }

    public void Union(UnionModel union)
    {
        code.Open($"internal {types.ViewOf(union.CSharp)}({Reader})");
        code.Line($"{Bytes} bytes = default;");
        code.Line("var last = 0U;");
        code.Open("while (source.ReadTag() is var tag and not 0)");
        code.Open($"if (tag > {ProtobufTypes.DelimitedTag(union.Cases.Count)} || (tag & 7) != 2)");
        code.Line("source.Skip(tag);");
        code.Line("continue;");
        code.Close();
        code.Line();
        code.Line("// Only the same case again is merged; another case takes its place.");
        code.Line("bytes = tag == last ? bytes : default;");
        code.Line("last = tag;");
        code.Line("var inner = source.ReadMerged(ref bytes);");
        code.Open("switch (tag)");
        for (var i = 0; i < union.Cases.Count; i++)
        {
            code.Line(i == union.Cases.Count - 1 ? "default:" : $"case {ProtobufTypes.DelimitedTag(i + 1)}:");
            code.Indent();
            code.Line($"_ = new {types.ViewOf(union.Cases[i])}(ref inner);");
            code.Line("break;");
            code.Outdent();
        }

        code.Close();
        code.Close();
        code.Line();
        code.Open("if (last == 0)");
        code.Line($"source.ThrowMissing(\"The case of {union.Name.Simple}\");");
        code.Close();
        code.Line();
        code.Line("_case = (int)(last >> 3);");
        code.Line("_bytes = bytes;");
        code.Close();
        code.Line();
    }

    public void Get(ViewSlot slot, string head)
    {
        var part = new ProtobufSlot(slot.Field, slot.Name, slot);
        if (part.IsRepeated)
        {
            code.Line($"{head} => {Repeated(part, slot.Holder, "_" + part.Part("Count"))};");
        }
        else if (!part.IsLazy)
        {
            code.Line($"{head} => {slot.Holder};");
        }
        else
        {
            code.Open(head);
            code.Open("get");
            if (part.Type.IsNullable)
            {
                code.Open($"if (!_{part.Part("Has")})");
                code.Line("return default;");
                code.Close();
                code.Line();
            }

            code.Line($"var reader = {Checked}({slot.Holder});");
            var value = ReadMessage(part, "reader");
            code.Line($"return {(part.Type.IsNullable ? $"new {types.Of(part.Type)}({value})" : value)};");
            code.Close();
            code.Close();
        }
    }

    public void Rest() => _pending.Emit(code);

    private void Holders(ProtobufSlot part)
    {
        if (part.IsRepeated)
        {
            code.Line($"private readonly {Bytes} {part.Holder};");
            code.Line($"private readonly int _{part.Part("Count")};");
        }
        else if (part.IsLazy)
        {
            code.Line($"private readonly {Bytes} {part.Holder};");
            if (part.Type.IsNullable)
            {
                code.Line($"private readonly bool _{part.Part("Has")};");
            }
        }
        else
        {
            code.Line($"private readonly {types.Of(part.Field.Type)} {part.Holder};");
        }
    }

    /// <summary>What a member of a record is worth after the last field, into the struct.</summary>
    private void End(ProtobufSlot part)
    {
        if (part.IsRepeated)
        {
            code.Line($"{part.Holder} = {Region(part)};");
            code.Line($"_{part.Part("Count")} = {part.Part("Count")};");
        }
        else if (part.IsLazy)
        {
            Absent(part);
            code.Line($"{part.Holder} = {part.Part("Bytes")};");
            if (part.Type.IsNullable)
            {
                code.Line($"_{part.Part("Has")} = {part.Part("Has")};");
            }
        }
        else if (part.IsMessage || IsOpen(part))
        {
            Absent(part);
            code.Line($"{part.Holder} = {Result(part)};");
        }
    }
}
