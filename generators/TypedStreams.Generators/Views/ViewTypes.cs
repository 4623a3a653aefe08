// What members are in a view: C# values where a value holds no reference to the bytes, views of bytes otherwise. Names
// every type that a view declares, each once.

using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

internal sealed class ViewTypes
{
    /// <summary>Most members of a nested record that a view holds itself; more are read when asked for.</summary>
    private const int MaxInline = 16;

    private const string Space = "global::TypedStreams.Views.";

    private readonly ViewModel _view;
    private readonly CodecNames _names;
    private readonly Dictionary<string, RecordModel> _records;
    private readonly Dictionary<string, string> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<TypeModel, string> _methods = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    internal ViewTypes(ViewModel view)
    {
        _view = view;
        _names = new CodecNames(view.Message);
        _records = view.Message.Records.ToDictionary(record => record.CSharp);
        foreach (var record in view.Message.Records)
        {
            _views.Add(record.CSharp, record.CSharp == view.Message.CSharp ? view.Name : Unique(record.MethodName));
        }

        foreach (var union in view.Message.Unions)
        {
            _views.Add(union.CSharp, Unique(union.MethodName));
        }

        string Unique(string name) => Take(name + "View" == view.Name ? name + "ItemView" : name + "View");
    }

    /// <summary>The view of a record or union.</summary>
    internal string ViewOf(string csharp) => _views[csharp];

    /// <summary>Names of the types that are declared within the view.</summary>
    internal IEnumerable<string> Nested => _views.Values.Where(name => name != _view.Name);

    internal RecordModel Record(string csharp) => _records[csharp];

    internal UnionModel Union(string csharp) => _view.Message.Unions.First(union => union.CSharp == csharp);

    /// <summary>The method part of a type's name: "OrderLine", "ListOfOrderLine"; unique in the view.</summary>
    internal string Method(TypeModel type)
    {
        if (!_methods.TryGetValue(type, out var name))
        {
            name = Take(_names.Of(type));
            _methods.Add(type, name);
        }

        return name;
    }

    /// <summary>True when the member is a C# value, which lives longer than the bytes.</summary>
    internal static bool IsValue(TypeModel type) => type.Shape switch
    {
        Shape.Wrapper or Shape.NullableValue or Shape.NullableReference => IsValue(type.Inner!),
        Shape.String or Shape.ByteArray or Shape.Memory or Shape.FixedArray or Shape.FixedMemory => false,
        Shape.Record or Shape.Union => false,
        _ => !type.IsCollection,
    };

    /// <summary>What a member of a type is in the view.</summary>
    internal string Of(TypeModel type) => type.Shape switch
    {
        _ when IsValue(type) => type.CSharp + (type.IsNullable ? "?" : ""),
        Shape.NullableValue or Shape.NullableReference => $"{Space}Optional<{Of(type.Inner!)}>",
        Shape.Wrapper => Of(type.Inner!),
        Shape.String => Space + "Utf8View",
        Shape.Record or Shape.Union => ViewOf(type.CSharp),
        Shape.Map => $"{Space}{_view.Format}Map<{Of(type.Inner!)}, {Item(type)}>",
        _ when type.IsList => $"{Space}{_view.Format}Items<{Of(type.Inner!)}, {Item(type)}>",
        _ => "global::System.ReadOnlySpan<byte>",
    };

    /// <summary>What reads an item of a list, or an entry of a map.</summary>
    internal string Item(TypeModel collection) =>
        collection.Shape == Shape.Map ? $"{Method(collection)}Entry" : $"{Method(collection.Inner!)}Item";

    /// <summary>The type of an item, or of an entry.</summary>
    internal string ItemType(TypeModel collection) => collection.Shape == Shape.Map
        ? $"{Space}ViewEntry<{Of(collection.Inner!)}>"
        : Of(collection.Inner!);

    /// <summary>
    /// True when a view cannot hold the member as it is, because it could hold itself in the end, or should not,
    /// because it is large: it keeps the bytes then.
    /// </summary>
    internal bool IsLazy(TypeModel type)
    {
        for (var part = type; part is not null; part = part.Inner)
        {
            if (part.Shape == Shape.Record && (_records[part.CSharp].IsRecursive || Weight(part) > MaxInline))
            {
                return true;
            }

            if (part.Shape == Shape.Union && Union(part.CSharp).Cases.Any(item => _records[item].IsRecursive))
            {
                return true;
            }
        }

        return false;
    }

    private int Weight(TypeModel type) => type.Shape switch
    {
        Shape.Record => _records[type.CSharp].IsRecursive
            ? 1
            : _records[type.CSharp].Fields.Sum(field => Weight(field.Type)),
        Shape.Wrapper or Shape.NullableValue or Shape.NullableReference => Weight(type.Inner!),
        _ => 1,
    };

    private string Take(string name)
    {
        var unique = name;
        for (var n = 2; !_taken.Add(unique); n++)
        {
            unique = name + n;
        }

        return unique;
    }
}
