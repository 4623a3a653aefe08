// Views of Avro: members in their order, each read once; what is held as bytes is read once to be checked, and again
// when it is asked for.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal sealed partial class AvroViewEmitter(CodeWriter code, ViewTypes types, MessageModel message) : IViewFormat
{
    private const string Reader = "scoped ref global::TypedStreams.Avro.AvroReader source";
    private const string Checked = "global::TypedStreams.Avro.AvroReader.OverChecked";

    private readonly AvroReadEmitter _read = new(code, new CodecNames(message), message);
    private readonly Pending _pending = new();

    public string OpenCase => $"var reader = {Checked}(_bytes);";

    public void Record(RecordModel record, IReadOnlyList<ViewSlot> slots, bool keepsBytes)
    {
        foreach (var slot in slots)
        {
            var held = slot.IsLazy ? "global::System.ReadOnlySpan<byte>" : types.Of(slot.Field.Type);
            code.Line($"private readonly {held} {slot.Holder};");
        }

        code.Line();
        if (IsInlined(record) || (keepsBytes && record.Fields.Count <= Registers.MaxInlined))
        {
            code.Line(Registers.Inlined);
        }

        code.Open($"internal {types.ViewOf(record.CSharp)}({Reader})");
        if (record.IsRecursive)
        {
            code.Line("source.Descend();");
        }

        if (keepsBytes)
        {
            code.Line("var start = source.Position;");
        }

        if (slots.Any(slot => slot.IsLazy))
        {
            code.Line("int at;");
        }

        if (slots.Count > 0)
        {
            Registers.Start(code, slots.Any(slot => !Registers.IsAvroInlined(slot.Field.Type)));
            foreach (var slot in slots)
            {
                Read(slot);
            }

            Registers.End(code);
        }

        if (keepsBytes)
        {
            code.Line("_bytes = source.Since(start);");
        }

        if (record.IsRecursive)
        {
            code.Line("source.Ascend();");
        }

        code.Close();
        code.Line();
    }

    public void Union(UnionModel union)
    {
        code.Open($"internal {types.ViewOf(union.CSharp)}(int branch, {Reader})");
        code.Line("var start = source.Position;");
        code.Line("_case = branch + 1;");
        Cases(union);
        code.Line("_bytes = source.Since(start);");
        code.Close();
        code.Line();
    }

    public void Get(ViewSlot slot, string head)
    {
        if (!slot.IsLazy)
        {
            code.Line($"{head} => {slot.Holder};");
            return;
        }

        code.Open(head);
        code.Open("get");
        code.Line($"var reader = {Checked}({slot.Holder});");
        code.Line($"return {Value(slot.Field.Type)};");
        code.Close();
        code.Close();
    }

    public void Rest() => _pending.Emit(code);

    /// <summary>True when reading the record is put where it is called.</summary>
    private static bool IsInlined(RecordModel record) => record.Fields.Count <= Registers.MaxInlined
        && record.Fields.All(field => Registers.IsAvroInlined(field.Type));

    private void Read(ViewSlot slot)
    {
        if (slot.IsLazy)
        {
            code.Line("at = reader.Position;");
            Check(slot.Field.Type);
            code.Line($"{slot.Holder} = reader.Since(at);");
            return;
        }

        var statement = $"{slot.Holder} = {Value(slot.Field.Type)};";
        if (Registers.IsAvroInlined(slot.Field.Type))
        {
            code.Line(statement);
        }
        else
        {
            Registers.ByReference(code, statement);
        }
    }

    /// <summary>Reads a value as it is in the view.</summary>
    private string Value(TypeModel type)
    {
        if (ViewTypes.IsValue(type))
        {
            NeedEnum(type);
            return _read.Expression(type);
        }

        switch (type.Shape)
        {
            case Shape.Wrapper:
                return Value(type.Inner!);
            case Shape.NullableReference when type.Inner!.Shape == Shape.Union:
                return NeedNullable(types.Union(type.Inner.CSharp), types.Of(type)) + "(ref reader)";
            case Shape.NullableValue or Shape.NullableReference:
                return $"reader.ReadIsPresent(valueBranch: {1 - type.NullBranch})"
                    + $" ? new {types.Of(type)}({Value(type.Inner!)}) : default";
            case Shape.Record:
                return $"new {types.ViewOf(type.CSharp)}(ref reader)";
            case Shape.Union:
                var cases = types.Union(type.CSharp).Cases.Count;
                return $"new {types.ViewOf(type.CSharp)}(reader.ReadBranch({cases}), ref reader)";
            case Shape.String:
                return "reader.ReadUtf8()";
            case Shape.ByteArray or Shape.Memory:
                return "reader.ReadBytes()";
            case Shape.FixedArray or Shape.FixedMemory:
                return $"reader.ReadFixed({type.Size})";
            default:
                return NeedCollection(type) + "(ref reader)";
        }
    }

    /// <summary>Reads a value and lets it go.</summary>
    private void Check(TypeModel type)
    {
        switch (type.Shape)
        {
            case Shape.Wrapper:
                Check(type.Inner!);
                break;
            case Shape.NullableReference when type.Inner!.Shape == Shape.Union:
                Registers.ByReference(code, NeedNullableCheck(types.Union(type.Inner.CSharp)) + "(ref reader);");
                break;
            case Shape.NullableValue or Shape.NullableReference:
                code.Open($"if (reader.ReadIsPresent(valueBranch: {1 - type.NullBranch}))");
                Check(type.Inner!);
                code.Close();
                code.Line();
                break;
            case Shape.Record when IsInlined(types.Record(type.CSharp)):
                code.Line(NeedCheck(types.Record(type.CSharp)) + "(ref reader);");
                break;
            case Shape.Record:
                Registers.ByReference(code, NeedCheck(types.Record(type.CSharp)) + "(ref reader);");
                break;
            case Shape.Union:
                Registers.ByReference(code, NeedCheck(types.Union(type.CSharp)) + "(ref reader);");
                break;
            case Shape.Enum:
                Registers.ByReference(code, $"_ = {Value(type)};");
                break;
            default:
                if (type.IsCollection)
                {
                    Registers.ByReference(code, NeedCheck(type) + "(ref reader);");
                }
                else
                {
                    code.Line($"_ = {Value(type)};");
                }

                break;
        }
    }
}
