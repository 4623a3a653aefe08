// Emits the method that reads an array or map: blocks of items into the collection that the member is. Counts are
// checked against the bytes that remain before anything of that size is allocated. Arrays of the commonest scalars have
// their loops in the library (AvroArrays), which saves every codec, and the compiler, thirty lines for each.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class AvroCollections
{
    internal const string Reader = "ref global::TypedStreams.Avro.AvroReader reader";
    private const string Marshal = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal";

    /// <summary>How the library knows the items of a list that it reads and writes itself; null for others.</summary>
    internal static string? KnownItem(TypeModel type) =>
        type.Shape is Shape.Array or Shape.ImmutableArray or Shape.List or Shape.ReadOnlyList or Shape.MutableList
        && type.Inner!.Shape is Shape.String or Shape.Int or Shape.Long or Shape.Double or Shape.Guid
            ? $"{ItemType(type)}, global::TypedStreams.Avro.Avro{type.Inner!.Shape}Item"
            : null;

    /// <summary>The call that reads a list of items that the library knows.</summary>
    internal static string Read(TypeModel type, string item) =>
        $"global::TypedStreams.Avro.AvroArrays.Read{Kind(type)}<{item}>(ref reader)";

    /// <summary>The call that writes a list of items that the library knows.</summary>
    internal static string Write(string item, string expression) =>
        $"global::TypedStreams.Avro.AvroArrays.Write<{item}>({expression}, ref writer);";

    /// <param name="code">Where it goes.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="type">The list or map.</param>
    /// <param name="item">The expression that reads an item, of a map: its value.</param>
    /// <param name="minItemBytes">Fewest bytes that it takes.</param>
    internal static void EmitRead(CodeWriter code, string method, TypeModel type, string item, int minItemBytes)
    {
        code.Open($"private static {type.CSharp} {method}({Reader})");
        if (type.Shape == Shape.Map)
        {
            Map(code, type, item, minItemBytes);
        }
        else if (type.Shape is Shape.List or Shape.MutableList)
        {
            List(code, type, item, minItemBytes);
        }
        else
        {
            Array(code, type, item, minItemBytes);
        }

        code.Close();
        code.Line();
    }

    private static void Array(CodeWriter code, TypeModel type, string item, int minItemBytes)
    {
        var itemType = ItemType(type);
        // Nearly all writers make one block, so its items get an array of their size at once.
        var next = $"reader.ReadBlockCount(minItemBytes: {minItemBytes})";
        code.Line($"var count = {next};");
        code.Line($"var items = global::TypedStreams.Codecs.CodecItems.Room<{itemType}>(count);");
        code.Line("var length = 0;");
        code.Open("while (count != 0)");
        code.Open("while (count-- > 0)");
        code.Line($"items[length++] = {item};");
        code.Close();
        code.Line();
        code.Line($"count = {next};");
        code.Line("global::TypedStreams.Codecs.CodecItems.Grow(ref items, length, count);");
        code.Close();
        code.Line();
        code.Line("global::TypedStreams.Codecs.CodecItems.Trim(ref items, length);");
        code.Line(type.Shape == Shape.ImmutableArray
            ? $"return {Marshal}.AsImmutableArray<{itemType}>(items);"
            : "return items;");
    }

    private static void List(CodeWriter code, TypeModel type, string item, int minItemBytes)
    {
        code.Line($"var items = new global::System.Collections.Generic.List<{ItemType(type)}>();");
        Blocks(code, minItemBytes, () =>
        {
            code.Line("items.EnsureCapacity(items.Count + count);");
            code.Open("while (count-- > 0)");
            code.Line($"items.Add({item});");
            code.Close();
        });
        code.Line("return items;");
    }

    private static void Map(CodeWriter code, TypeModel type, string item, int minItemBytes)
    {
        code.Line($"var entries = new global::System.Collections.Generic.Dictionary<string, {ItemType(type)}>();");
        Blocks(code, 1 + minItemBytes, () =>
        {
            code.Open("if (entries.Count == 0)");
            code.Line("entries.EnsureCapacity(count);");
            code.Close();
            code.Line();
            code.Open("while (count-- > 0)");
            code.Line("var key = reader.ReadString();");
            code.Line($"entries[key] = {item};");
            code.Close();
        });
        code.Line("return entries;");
    }

    private static void Blocks(CodeWriter code, int minItemBytes, Action body)
    {
        var next = $"reader.ReadBlockCount(minItemBytes: {minItemBytes})";
        code.Open($"for (var count = {next}; count != 0; count = {next})");
        body();
        code.Close();
        code.Line();
    }

    private static string Kind(TypeModel type) => type.Shape switch
    {
        Shape.ImmutableArray => "Immutable",
        Shape.List or Shape.MutableList => "List",
        _ => "",
    };

    private static string ItemType(TypeModel type) => type.Inner!.CSharp + (type.Inner.IsNullable ? "?" : "");
}
