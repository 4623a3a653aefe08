// The methods that constructors of views call: checks of nested values, enums, collections and their items.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal sealed partial class AvroViewEmitter
{
    private void NeedEnum(TypeModel type)
    {
        for (var part = type; part is not null; part = part.Inner)
        {
            if (part.Shape == Shape.Enum)
            {
                var symbols = message.Enums.First(item => item.CSharp == part.CSharp);
                _pending.Need("Read" + symbols.MethodName, () => _read.Enum(symbols));
            }
        }
    }

    private string NeedCheck(RecordModel record) => _pending.Need("Check" + record.MethodName, () =>
    {
        if (IsInlined(record))
        {
            code.Line(Registers.Inlined);
        }

        code.Open($"private static void Check{record.MethodName}({Reader})");
        if (record.IsRecursive)
        {
            code.Line("source.Descend();");
        }

        if (record.Fields.Count > 0)
        {
            Registers.Start(code, record.Fields.Any(field => !Registers.IsAvroInlined(field.Type)));
            foreach (var field in record.Fields)
            {
                Check(field.Type);
            }

            Registers.End(code);
        }

        if (record.IsRecursive)
        {
            code.Line("source.Ascend();");
        }

        code.Close();
    });

    private string NeedCheck(UnionModel union) => _pending.Need("Check" + union.MethodName, () =>
    {
        code.Open($"private static void Check{union.MethodName}({Reader})");
        code.Line($"var branch = source.ReadBranch({union.Cases.Count});");
        Cases(union);
        code.Close();
    });

    private string NeedNullableCheck(UnionModel union) => _pending.Need("CheckNullable" + union.MethodName, () =>
    {
        code.Open($"private static void CheckNullable{union.MethodName}({Reader})");
        code.Line($"var branch = source.ReadBranch({union.Cases.Count + 1}) - 1;");
        Cases(union, hasNull: true);
        code.Close();
    });

    private string NeedNullable(UnionModel union, string optional) =>
        _pending.Need("ReadNullable" + union.MethodName, () =>
        {
            code.Open($"private static {optional} ReadNullable{union.MethodName}({Reader})");
            code.Line($"var branch = source.ReadBranch({union.Cases.Count + 1});");
            var view = types.ViewOf(union.CSharp);
            code.Line($"return branch == 0 ? default : new {optional}(new {view}(branch - 1, ref source));");
            code.Close();
        });

    private void Cases(UnionModel union, bool hasNull = false)
    {
        code.Open("switch (branch)");
        for (var i = 0; i < union.Cases.Count; i++)
        {
            code.Line(i == union.Cases.Count - 1 && !hasNull ? "default:" : $"case {i}:");
            code.Indent();
            code.Line(NeedCheck(types.Record(union.Cases[i])) + "(ref source);");
            code.Line("break;");
            code.Outdent();
        }

        code.Close();
        code.Line();
    }

    private string NeedCheck(TypeModel collection) => _pending.Need("Check" + types.Method(collection), () =>
    {
        var isMap = collection.Shape == Shape.Map;
        var least = _read.MinBytes(collection.Inner!, []) + (isMap ? 1 : 0);
        code.Open($"private static int Check{types.Method(collection)}({Reader})");
        Registers.Start(code, !Registers.IsAvroInlined(collection.Inner!));
        code.Line("var items = 0;");
        code.Line("int count;");
        code.Open($"while ((count = reader.ReadBlockCount(minItemBytes: {least})) != 0)");
        code.Line("items += count;");
        code.Open("while (count-- > 0)");
        if (isMap)
        {
            code.Line("_ = reader.ReadUtf8();");
        }

        Check(collection.Inner!);
        code.Close();
        code.Close();
        code.Line();
        Registers.End(code);
        code.Line("return items;");
        code.Close();
    });

    private string NeedCollection(TypeModel collection)
    {
        NeedItem(collection);
        return _pending.Need("Read" + types.Method(collection), () =>
        {
            code.Line(Registers.Inlined);
            code.Open($"private static {types.Of(collection)} Read{types.Method(collection)}({Reader})");
            code.Line("var start = source.Position;");
            code.Line($"var count = {NeedCheck(collection)}(ref source);");
            code.Line($"return new {types.Of(collection)}(source.Since(start), count);");
            code.Close();
        });
    }

    private void NeedItem(TypeModel collection) => _pending.Need(types.Item(collection), () =>
    {
        var type = types.ItemType(collection);
        code.Line("/// <summary>How an item is read.</summary>");
        code.Line(MessageEmitter.GeneratedCode);
        code.Open($"public readonly struct {types.Item(collection)} : global::TypedStreams.Views.IAvroItem<{type}>");
        code.Line(Registers.Inlined);
        var head = $"static {type} global::TypedStreams.Views.IAvroItem<{type}>.Read({Reader})";
        var value = Registers.On("source", Value(collection.Inner!));
        if (collection.Shape == Shape.Map)
        {
            code.Open(head);
            code.Line("var key = source.ReadUtf8();");
            code.Line($"return new {type}(key, {value});");
            code.Close();
        }
        else
        {
            code.Line($"{head} => {value};");
        }

        code.Close();
    });
}
