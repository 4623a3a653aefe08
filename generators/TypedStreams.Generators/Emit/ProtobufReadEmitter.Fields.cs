// The fields of one message: how each local starts, what its tags do, what it ends as.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal sealed partial class ProtobufReadEmitter
{
    private void Body(IReadOnlyList<Slot> slots, bool keeps)
    {
        foreach (var slot in slots)
        {
            Start(slot);
        }

        if (keeps)
        {
            code.Line("global::System.Buffers.ArrayBufferWriter<byte>? kept = null;");
        }

        code.Open("while (reader.ReadTag() is var tag and not 0)");
        code.Open("switch (tag)");
        foreach (var slot in slots)
        {
            Cases(slot);
        }

        code.Line("default:");
        code.Indent();
        code.Line(keeps ? "reader.Keep(tag, ref kept);" : "reader.Skip(tag);");
        code.Line("break;");
        code.Outdent();
        code.Close();
        code.Close();
        code.Line();
        foreach (var slot in slots.Where(slot => slot.IsArray))
        {
            code.Line($"{Items}.Trim(ref {slot.Local}, {slot.Length});");
        }
    }

    private void Start(Slot slot)
    {
        var type = slot.Type;
        if (slot.IsArray)
        {
            code.Line($"var {slot.Local} = global::System.Array.Empty<{Item(type)}>();");
            code.Line($"var {slot.Length} = 0;");
        }
        else if (slot.IsList)
        {
            code.Line($"var {slot.Local} = new global::System.Collections.Generic.List<{Item(type)}>();");
        }
        else if (slot.IsMap)
        {
            code.Line(
                $"var {slot.Local} = new global::System.Collections.Generic.Dictionary<string, {Item(type)}>();");
        }
        else if (slot.IsMessage)
        {
            code.Line($"{type.CSharp}? {slot.Local} = null;");
            code.Line($"global::System.ReadOnlySpan<byte> {slot.Bytes} = default;");
        }
        else
        {
            Value(slot, type);
        }
    }

    private void Value(Slot slot, TypeModel type)
    {
        if (IsOpen(slot))
        {
            code.Line($"{type.CSharp}? {slot.Local} = null;");
            return;
        }

        var start = slot.Field.Default?.CSharp ?? Wrap(slot.Field.Type, Zero(type)!);
        code.Line($"{slot.Field.Type.CSharp} {slot.Local} = {start};");
    }

    /// <summary>
    /// True when the local starts as null. A nullable member that is not there is null, whatever its default: absence
    /// is how null is written.
    /// </summary>
    private static bool IsOpen(Slot slot) =>
        slot.Type.IsNullable || (slot.Field.Default is null && Zero(slot.Type) is null);

    private void Cases(Slot slot)
    {
        var type = slot.Type;
        var number = slot.Field.Number;
        if (slot.IsMap)
        {
            Case(ProtobufTypes.DelimitedTag(number), $"Add{names.Of(type)}({slot.Local}, ref reader);");
        }
        else if (slot.IsArray || slot.IsList)
        {
            Repeated(slot, type.Inner!, number);
        }
        else if (slot.IsMessage)
        {
            var inner = type.IsNullable ? type.Inner!.Unwrapped : type;
            var read = slot.IsWrapped ? names.Of(slot.IsItem ? type : inner) + "Message" : names.Of(inner);
            Case(
                ProtobufTypes.DelimitedTag(number),
                $"var {slot.Inner} = reader.ReadMerged(ref {slot.Bytes});",
                $"{slot.Local} = {WrapInner(slot, $"Read{read}(ref {slot.Inner})")};");
        }
        else
        {
            var held = type.IsNullable ? type.Inner! : IsOpen(slot) ? type : slot.Field.Type;
            Case(ProtobufTypes.Tag(number, held), $"{slot.Local} = {Wrap(held, Call(held.Unwrapped))};");
        }
    }

    private void Repeated(Slot slot, TypeModel item, int number)
    {
        var tag = ProtobufTypes.NeedsMessage(item)
            ? ProtobufTypes.DelimitedTag(number)
            : ProtobufTypes.Tag(number, item);
        var value = ItemExpression(item);
        if (ProtobufTypes.NeedsMessage(item) || item.Unwrapped.Shape is Shape.Record or Shape.Union)
        {
            Case(tag, () =>
            {
                Room(slot, $"reader.CountItems({tag})");
                code.Line("do");
                code.Open();
                code.Line("var end = reader.Enter();");
                code.Line(slot.Append(value));
                code.Line("reader.Leave(end);");
                code.Close();
                code.Line($"while (reader.TryReadTag({tag}));");
            });
            return;
        }

        if (!ProtobufTypes.IsPacked(item))
        {
            Case(tag, () =>
            {
                Room(slot, $"reader.CountItems({tag})");
                code.Line("do");
                code.Open();
                code.Line(slot.Append(value));
                code.Close();
                code.Line($"while (reader.TryReadTag({tag}));");
            });
            return;
        }

        Case(ProtobufTypes.DelimitedTag(number), () =>
        {
            var size = ProtobufTypes.PackedSize(item);
            code.Line("var end = reader.Enter();");
            Room(slot, $"reader.CountPacked({(size == 0 ? "" : size.ToString())})");
            code.Open("while (reader.Remaining > 0)");
            code.Line(slot.Append(value));
            code.Close();
            code.Line();
            code.Line("reader.Leave(end);");
        });
        Case(tag, slot.IsArray ? $"{Items}.Add(ref {slot.Local}, ref {slot.Length}, {value});" : slot.Append(value));
    }

    private void Room(Slot slot, string count) => code.Line(slot.IsArray
        ? $"{Items}.Grow(ref {slot.Local}, {slot.Length}, {count});"
        : $"{slot.Local}.EnsureCapacity({slot.Local}.Count + {count});");

    private void Case(uint tag, params string[] lines) => Case(tag, () =>
    {
        foreach (var line in lines)
        {
            code.Line(line);
        }
    });

    private void Case(uint tag, Action body)
    {
        code.Line($"case {tag}:");
        code.Open();
        body();
        code.Line("break;");
        code.Close();
        code.Line();
    }

    /// <summary>What a slot's local is worth at the end.</summary>
    private string Result(Slot slot)
    {
        var type = slot.Type;
        if (slot.IsArray || slot.IsList || slot.IsMap)
        {
            return Wrap(slot.Field.Type, type.Shape == Shape.ImmutableArray
                ? $"{Marshal}.AsImmutableArray<{Item(type)}>({slot.Local})"
                : slot.Local);
        }

        if (slot.IsMessage)
        {
            var absent = names.Of(type) + (slot.IsWrapped ? "Message" : "");
            return Wrap(
                slot.Field.Type, type.IsNullable ? slot.Local : $"{slot.Local} ?? Absent{absent}(ref reader)");
        }

        return !IsOpen(slot) ? slot.Local
            : Wrap(
                slot.Field.Type,
                type.IsNullable ? slot.Local : $"{slot.Local} ?? Absent{names.Of(type)}(ref reader)");
    }

    private string WrapInner(Slot slot, string expression) =>
        slot.Type.IsNullable && !slot.IsItem ? Wrap(slot.Type.Inner!, expression) : expression;

    private string ItemExpression(TypeModel item)
    {
        if (ProtobufTypes.NeedsMessage(item))
        {
            return Wrap(item, $"Read{names.Of(item.Unwrapped)}Message(ref reader)");
        }

        return Wrap(item, Call(item.Unwrapped));
    }

    private static string Item(TypeModel type) => type.Inner!.CSharp + (type.Inner.IsNullable ? "?" : "");

    /// <summary>The value of a field that is not there; null when there is none without asking.</summary>
    internal static string? Zero(TypeModel type) => type.Shape switch
    {
        Shape.String => "\"\"",
        Shape.ByteArray => "[]",
        Shape.FixedArray => $"new byte[{type.Size}]",
        Shape.FixedMemory => $"new byte[{type.Size}]",
        Shape.Date => "global::System.DateOnly.FromDayNumber(719162)",
        Shape.DateTime or Shape.DateTimeOffset => $"{type.CSharp}.UnixEpoch",
        Shape.Enum => null,
        _ => $"default({type.CSharp})",
    };

    internal string Call(TypeModel type) => type.Shape switch
    {
        Shape.Boolean => "reader.ReadBoolean()",
        Shape.SByte => "(sbyte)reader.ReadInt32(sbyte.MinValue, sbyte.MaxValue)",
        Shape.Byte => "(byte)reader.ReadInt32(byte.MinValue, byte.MaxValue)",
        Shape.Short => "(short)reader.ReadInt32(short.MinValue, short.MaxValue)",
        Shape.UShort => "(ushort)reader.ReadInt32(ushort.MinValue, ushort.MaxValue)",
        Shape.Int => "reader.ReadInt32()",
        Shape.UInt => "reader.ReadUInt32()",
        Shape.Long => "reader.ReadInt64()",
        Shape.ULong => "reader.ReadUInt64()",
        Shape.Float => "reader.ReadFloat()",
        Shape.Double => "reader.ReadDouble()",
        Shape.String => "reader.ReadString()",
        Shape.ByteArray => "reader.ReadBytes().ToArray()",
        Shape.Memory => "(global::System.ReadOnlyMemory<byte>)reader.ReadBytes().ToArray()",
        Shape.FixedArray => Fixed(type),
        Shape.FixedMemory => "(global::System.ReadOnlyMemory<byte>)" + Fixed(type),
        Shape.Guid => "reader.ReadGuid()",
        Shape.Date => "reader.ReadDate()",
        Shape.Time => "reader.ReadTimeOfDay()",
        Shape.DateTime => "reader.ReadTimestamp()",
        Shape.DateTimeOffset => "reader.ReadTimestampOffset()",
        Shape.Duration => "reader.ReadDuration()",
        Shape.Decimal => $"reader.ReadDecimal(precision: {type.Precision}, scale: {type.Scale})",
        _ => $"Read{names.Of(type)}(ref reader)",
    };

    private static string Fixed(TypeModel type) => "global::TypedStreams.Codecs.FixedBytes.Check("
        + $"reader.ReadBytes().ToArray(), {type.Size}, reader.Position)";

    /// <summary>Puts wrappers around the value inside.</summary>
    internal static string Wrap(TypeModel type, string expression) =>
        type.Shape == Shape.Wrapper ? $"new {type.CSharp}({Wrap(type.Inner!, expression)})" : expression;

    /// <summary>A field while it is read: its local and the locals beside it.</summary>
    private sealed class Slot
    {
        internal Slot(FieldModel field, string local, LocalNames taken, bool isItem = false)
        {
            Field = field;
            Local = local;
            IsItem = isItem;
            Length = IsArray ? taken.Take(local + "Length") : "";
            Bytes = IsMessage ? taken.Take(local + "Bytes") : "";
            Inner = IsMessage ? taken.Take(local + "Inner") : "";
        }

        internal FieldModel Field { get; }

        internal TypeModel Type => Field.Type.Unwrapped;

        internal string Local { get; }

        internal string Length { get; }

        internal string Bytes { get; }

        internal string Inner { get; }

        /// <summary>True for the value of a map, where null and collections lie in a message.</summary>
        internal bool IsItem { get; }

        internal bool IsArray => !IsItem && Type.Shape is Shape.Array or Shape.ImmutableArray or Shape.ReadOnlyList;

        internal bool IsList => !IsItem && Type.Shape is Shape.List or Shape.MutableList;

        internal bool IsMap => !IsItem && Type.Shape == Shape.Map;

        /// <summary>True when the value lies in a message made for it.</summary>
        internal bool IsWrapped => IsItem
            ? ProtobufTypes.NeedsMessage(Field.Type)
            : Type.IsNullable && ProtobufTypes.NeedsMessage(Type.Inner!);

        internal bool IsMessage => IsWrapped
            || (Type.IsNullable ? Type.Inner!.Unwrapped : Type).Shape is Shape.Record or Shape.Union;

        internal string Append(string value) =>
            IsArray ? $"{Local}[{Length}++] = {value};" : $"{Local}.Add({value});";
    }
}
