// The fields of one message: how each starts, what its tags do, what it ends as. The mirror of ProtobufReadEmitter.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal sealed partial class ProtobufViewEmitter
{
    private void Body(IReadOnlyList<ProtobufSlot> slots)
    {
        foreach (var slot in slots)
        {
            Start(slot);
        }

        Registers.Start(code, hasCalls: true);
        code.Open(slots.Any(slot => slot.IsRepeated)
            ? "for (var at = reader.Position; reader.ReadTag() is var tag and not 0; at = reader.Position)"
            : "while (reader.ReadTag() is var tag and not 0)");
        code.Open("switch (tag)");
        foreach (var slot in slots)
        {
            Cases(slot);
        }

        code.Line("default:");
        code.Indent();
        Registers.ByReference(code, "reader.Skip(tag);");
        code.Line("break;");
        code.Outdent();
        code.Close();
        code.Close();
        code.Line();
        Registers.End(code);
    }

    private void Start(ProtobufSlot slot)
    {
        if (slot.IsRepeated)
        {
            code.Line($"var {slot.Part("From")} = -1;");
            code.Line($"var {slot.Part("To")} = 0;");
            code.Line($"var {slot.Part("Count")} = 0;");
        }
        else if (slot.IsMessage)
        {
            if (!slot.IsLazy)
            {
                code.Line($"{Held(slot)} {slot.Local} = default;");
            }

            code.Line($"{Bytes} {slot.Part("Bytes")} = default;");
            code.Line($"var {slot.Part("Has")} = false;");
        }
        else if (IsOpen(slot))
        {
            var type = ViewTypes.IsValue(slot.Type) ? slot.Type.CSharp + "?" : types.Of(slot.Type);
            code.Line($"{type} {slot.Local} = default;");
        }
        else if (Initial(slot) is var initial && (initial != "default" || slot.Target == slot.Local))
        {
            code.Line(slot.Target == slot.Local
                ? $"{types.Of(slot.Field.Type)} {slot.Local} = {initial};"
                : $"{slot.Target} = {initial};");
        }
    }

    /// <summary>The value of a field that is not there.</summary>
    private static string Initial(ProtobufSlot slot)
    {
        var type = slot.Type;
        if (ViewTypes.IsValue(type))
        {
            var value = slot.Field.Default?.CSharp
                ?? ProtobufReadEmitter.Wrap(slot.Field.Type, ProtobufReadEmitter.Zero(type)!);
            return value == $"default({slot.Field.Type.CSharp})" ? "default" : value;
        }

        return type.Shape switch
        {
            Shape.String when Text(slot.Field) is { Length: > 2 } text =>
                $"new global::TypedStreams.Views.Utf8View({text}u8)",
            Shape.FixedArray or Shape.FixedMemory => $"global::TypedStreams.Codecs.FixedBytes.Zeros({type.Size})",
            _ => "default",
        };
    }

    /// <summary>The literal of a text's default, out of the wrappers around it; null without one.</summary>
    private static string? Text(FieldModel field)
    {
        var text = field.Default?.CSharp;
        for (var type = field.Type; text is not null && type.Shape == Shape.Wrapper; type = type.Inner!)
        {
            text = text.Substring($"new {type.CSharp}(".Length).TrimEnd(')');
        }

        return text;
    }

    /// <summary>True when the value is null until a field comes.</summary>
    private static bool IsOpen(ProtobufSlot slot) => slot.Type.IsNullable
        || (slot.Field.Default is null && ViewTypes.IsValue(slot.Type) && ProtobufReadEmitter.Zero(slot.Type) is null);

    private void Cases(ProtobufSlot slot)
    {
        var type = slot.Type;
        var number = slot.Field.Number;
        if (slot.IsRepeated)
        {
            Items(slot, number);
        }
        else if (slot.IsMessage)
        {
            Case(ProtobufTypes.DelimitedTag(number), () =>
            {
                Registers.ByReference(
                    code, $"var {slot.Part("Inner")} = reader.ReadMerged(ref {slot.Part("Bytes")});");
                var target = slot.IsLazy ? "_" : slot.Local;
                code.Line($"{target} = {ReadMessage(slot, slot.Part("Inner"))};");
                code.Line($"{slot.Part("Has")} = true;");
            });
        }
        else
        {
            var isOpen = IsOpen(slot);
            var held = type.IsNullable ? type.Inner! : isOpen ? type : slot.Field.Type;
            var value = Plain(held);
            var target = isOpen ? slot.Local : slot.Target;
            Case(ProtobufTypes.Tag(number, held), () => Plain(held, type.IsNullable && !ViewTypes.IsValue(type)
                ? $"{target} = new {types.Of(type)}({value});"
                : $"{target} = {value};"));
        }
    }

    private void Items(ProtobufSlot slot, int number)
    {
        var item = slot.Type.Inner!;
        var tag = Tag(slot.Type, number);
        Case(tag, () =>
        {
            From(slot);
            code.Line("do");
            code.Open();
            CheckItem(slot.Type);
            code.Line($"{slot.Part("Count")}++;");
            code.Close();
            code.Line($"while (reader.TryReadTag({tag}));");
            code.Line();
            code.Line($"{slot.Part("To")} = reader.Position;");
        });
        if (PackedTag(slot.Type, number) is not 0 and var packed)
        {
            Case(packed, () =>
            {
                From(slot);
                code.Line("var end = reader.Enter();");
                var size = ProtobufTypes.PackedSize(item);
                Registers.ByReference(
                    code, $"{slot.Part("Count")} += reader.CountPacked({(size == 0 ? "" : size.ToString())});");
                code.Open("while (reader.Remaining > 0)");
                CheckItem(slot.Type);
                code.Close();
                code.Line();
                code.Line("reader.Leave(end);");
                code.Line($"{slot.Part("To")} = reader.Position;");
            });
        }
    }

    private void From(ProtobufSlot slot)
    {
        var from = slot.Part("From");
        code.Line($"{from} = {from} < 0 ? at : {from};");
    }

    /// <summary>The tag of an item, or of an entry.</summary>
    private static uint Tag(TypeModel collection, int number) =>
        collection.Shape == Shape.Map || ProtobufTypes.NeedsMessage(collection.Inner!)
            ? ProtobufTypes.DelimitedTag(number)
            : ProtobufTypes.Tag(number, collection.Inner!);

    /// <summary>The tag of many items in one field; 0 when they are never packed.</summary>
    private static uint PackedTag(TypeModel collection, int number) =>
        collection.Shape != Shape.Map && !ProtobufTypes.NeedsMessage(collection.Inner!)
        && ProtobufTypes.IsPacked(collection.Inner!)
            ? ProtobufTypes.DelimitedTag(number)
            : 0;

    private string Repeated(ProtobufSlot slot, string region, string count)
    {
        NeedItem(slot.Type);
        var tags = $"{Tag(slot.Type, slot.Field.Number)}"
            + (slot.Type.Shape == Shape.Map ? "" : $", {PackedTag(slot.Type, slot.Field.Number)}");
        return $"new {types.Of(slot.Type)}({region}, {tags}, {count})";
    }

    private static string Region(ProtobufSlot slot) =>
        $"{slot.Part("From")} < 0 ? default : source.Between({slot.Part("From")}, {slot.Part("To")})";

    /// <summary>The type of a message's local: what is in it, without the null around it.</summary>
    private string Held(ProtobufSlot slot) =>
        types.Of(slot.Type.IsNullable && !slot.IsItem ? slot.Type.Inner! : slot.Type);

    /// <summary>Reads the message that a reader stands at the beginning of.</summary>
    private string ReadMessage(ProtobufSlot slot, string reader)
    {
        var inner = slot.Type.IsNullable && !(slot.IsItem && slot.IsWrapped) ? slot.Type.Inner!.Unwrapped : slot.Type;
        return slot.IsWrapped
            ? $"{NeedMessage(inner)}(ref {reader})"
            : $"new {types.ViewOf(inner.CSharp)}(ref {reader})";
    }

    /// <summary>Reads defaults where a message is not there that must be.</summary>
    private void Absent(ProtobufSlot slot)
    {
        if (!slot.IsMessage || slot.Type.IsNullable)
        {
            return;
        }

        code.Open($"if (!{slot.Part("Has")})");
        code.Line($"var {slot.Part("Absent")} = source.Absent();");
        code.Line($"{(slot.IsLazy ? "_" : slot.Local)} = {ReadMessage(slot, slot.Part("Absent"))};");
        code.Close();
        code.Line();
    }

    /// <summary>What a slot is worth in the end, after <see cref="Absent"/>.</summary>
    private string Result(ProtobufSlot slot)
    {
        var type = slot.Type;
        if (slot.IsRepeated)
        {
            return Repeated(slot, Region(slot), slot.Part("Count"));
        }

        if (slot.IsMessage)
        {
            return !type.IsNullable || slot.IsItem
                ? Outer(slot.Field.Type, slot.Local)
                : $"{slot.Part("Has")} ? new {types.Of(type)}({slot.Local}) : default";
        }

        return !IsOpen(slot) ? slot.Target
            : Outer(slot.Field.Type, type.IsNullable ? slot.Local : $"{slot.Local} ?? {NeedAbsent(type)}(ref source)");
    }

    private static string Outer(TypeModel type, string expression) =>
        ViewTypes.IsValue(type) ? ProtobufReadEmitter.Wrap(type, expression) : expression;

    private void Case(uint tag, Action body)
    {
        code.Line($"case {tag}:");
        code.Open();
        body();
        code.Line("break;");
        code.Close();
        code.Line();
    }
}
