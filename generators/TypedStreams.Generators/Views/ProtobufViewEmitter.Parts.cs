// The methods that constructors of views call: values after their tags, enums, messages around values, items, entries.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal sealed partial class ProtobufViewEmitter
{
    /// <summary>Reads a value that is no message of ours, after its tag.</summary>
    private string Plain(TypeModel type)
    {
        var held = type.Unwrapped;
        if (held.Shape == Shape.Enum)
        {
            NeedEnum(held);
        }

        return held.Shape switch
        {
            Shape.String => "reader.ReadUtf8()",
            Shape.ByteArray or Shape.Memory => "reader.ReadBytes()",
            Shape.FixedArray or Shape.FixedMemory => "global::TypedStreams.Codecs.FixedBytes.Check("
                + $"reader.ReadBytes(), {held.Size}, reader.Position)",
            _ => ProtobufReadEmitter.Wrap(type, _read.Call(held)),
        };
    }

    /// <summary>A statement that reads such a value.</summary>
    private void Plain(TypeModel type, string statement)
    {
        if (Registers.IsProtobufInlined(type))
        {
            code.Line(statement);
        }
        else
        {
            Registers.ByReference(code, statement);
        }
    }

    private void CheckItem(TypeModel collection)
    {
        var item = collection.Inner!;
        if (collection.Shape == Shape.Map)
        {
            Registers.ByReference(code, $"_ = {NeedEntry(collection)}(ref reader);");
        }
        else if (IsMessage(item))
        {
            code.Line("var end = reader.Enter();");
            if (IsInlined(item))
            {
                code.Line($"_ = {Message(item)};");
            }
            else
            {
                Registers.ByReference(code, $"_ = {Message(item)};");
            }

            code.Line("reader.Leave(end);");
        }
        else
        {
            Plain(item, $"_ = {Plain(item)};");
        }
    }

    /// <summary>True when reading the record is put where it is called.</summary>
    private bool IsInlined(TypeModel item) => item.Shape == Shape.Record && IsInlined(types.Record(item.CSharp));

    private static bool IsInlined(RecordModel record) => record.Fields.Count <= Registers.MaxInlined
        && record.Fields.All(field => Registers.IsProtobufInlined(field.Type));

    private static bool IsMessage(TypeModel item) =>
        ProtobufTypes.NeedsMessage(item) || item.Unwrapped.Shape is Shape.Record or Shape.Union;

    private string Message(TypeModel item) => ProtobufTypes.NeedsMessage(item)
        ? Outer(item, $"{NeedMessage(item.Unwrapped)}(ref reader)")
        : $"new {types.ViewOf(item.Unwrapped.CSharp)}(ref reader)";

    private void NeedEnum(TypeModel type)
    {
        var symbols = message.Enums.First(item => item.CSharp == type.CSharp);
        _pending.Need("Read" + symbols.MethodName, () => _read.Enum(symbols));
    }

    /// <summary>Absent values are emitted with the enum.</summary>
    private string NeedAbsent(TypeModel type)
    {
        NeedEnum(type);
        return "Absent" + message.Enums.First(item => item.CSharp == type.CSharp).MethodName;
    }

    /// <summary>A message around a collection or around a value that may be null; field 1 holds it.</summary>
    private string NeedMessage(TypeModel type) => _pending.Need($"Read{types.Method(type)}Message", () =>
    {
        var none = new EquatableArray<string>([]);
        var slot = new ProtobufSlot(new FieldModel("items", "items", type, 1, null, null, 0, none), "items");
        code.Open($"private static {types.Of(type)} Read{types.Method(type)}Message({Reader})");
        Body([slot]);
        Absent(slot);
        code.Line($"return {Result(slot)};");
        code.Close();
    });

    private string NeedEntry(TypeModel map) => _pending.Need($"Read{types.Method(map)}Entry", () =>
    {
        var none = new EquatableArray<string>([]);
        var text = new TypeModel(Shape.String, "string");
        var key = new ProtobufSlot(new FieldModel("key", "key", text, 1, null, null, 0, none), "key");
        var held = new ProtobufSlot(
            new FieldModel("held", "held", map.Inner!, 2, null, null, 1, none), "held", isItem: true);
        code.Open($"private static {types.ItemType(map)} Read{types.Method(map)}Entry({Reader})");
        code.Line("var end = source.Enter();");
        Body([key, held]);
        code.Line("source.Leave(end);");
        Absent(held);
        code.Line($"return new {types.ItemType(map)}(key, {Result(held)});");
        code.Close();
    });

    private void NeedItem(TypeModel collection) => _pending.Need(types.Item(collection), () =>
    {
        var item = collection.Inner!;
        var type = types.ItemType(collection);
        var self = $"global::TypedStreams.Views.IProtobufItem<{type}>";
        code.Line("/// <summary>How an item is read.</summary>");
        code.Line(MessageEmitter.GeneratedCode);
        code.Open($"public readonly struct {types.Item(collection)} : {self}");
        code.Line(Registers.Inlined);
        var head = $"static {type} {self}.Read({Reader})";
        if (collection.Shape == Shape.Map)
        {
            code.Line($"{head} => {NeedEntry(collection)}(ref source);");
        }
        else if (IsMessage(item))
        {
            code.Open(head);
            code.Line("var end = source.Enter();");
            code.Line($"var value = {Registers.On("source", Message(item))};");
            code.Line("source.Leave(end);");
            code.Line("return value;");
            code.Close();
        }
        else
        {
            code.Line($"{head} => {Registers.On("source", Plain(item))};");
        }

        code.Close();
    });
}
