// A schema as the generator of random families sees it: mutable, and a named type that is used twice is one object.

namespace TypedStreams.Schemas.Tests.Judges;

internal sealed class AvroShape(string kind)
{
    /// <summary>"int", "record", "array", "union" and so on.</summary>
    internal string Kind { get; set; } = kind;

    internal string Name { get; set; } = "";

    internal string Space { get; set; } = "";

    internal string? Logical { get; set; }

    internal string? EnumDefault { get; set; }

    internal int Size { get; set; }

    internal List<string> Aliases { get; private set; } = [];

    internal List<string> Symbols { get; private set; } = [];

    internal List<AvroFieldShape> Fields { get; private set; } = [];

    /// <summary>The branches of a union; the one inner type of an array or a map.</summary>
    internal List<AvroShape> Inner { get; private set; } = [];

    internal bool IsNamed => Kind is "record" or "enum" or "fixed";

    internal string Full => Space.Length == 0 ? Name : Space + "." + Name;

    /// <summary>A copy that shares nothing, with the same types used twice.</summary>
    internal AvroShape Clone() => Clone([]);

    /// <summary>This and everything below, each object once.</summary>
    internal List<AvroShape> All()
    {
        var found = new List<AvroShape>();
        Collect(this, found, []);
        return found;
    }

    /// <summary>Whether names are unique and unions allowed.</summary>
    internal bool IsValid()
    {
        var all = All();
        return IsUnique(all.Where(shape => shape.IsNamed).Select(shape => shape.Full))
            && all.All(shape => IsUnique(shape.Fields.Select(field => field.Name)) && IsUnique(shape.Symbols)
                && (shape.EnumDefault is null || shape.Symbols.Contains(shape.EnumDefault))
                && (shape.Kind != "union" || IsUnion(shape.Inner)));
    }

    private AvroShape Clone(Dictionary<AvroShape, AvroShape> done)
    {
        if (done.TryGetValue(this, out var known))
        {
            return known;
        }

        var copy = (AvroShape)MemberwiseClone();
        done.Add(this, copy);
        copy.Aliases = [.. Aliases];
        copy.Symbols = [.. Symbols];
        copy.Inner = [.. Inner.Select(inner => inner.Clone(done))];
        copy.Fields =
        [
            .. Fields.Select(field => new AvroFieldShape(field.Name, field.Type.Clone(done))
            {
                Aliases = [.. field.Aliases],
                HasDefault = field.HasDefault,
                HasDoc = field.HasDoc,
            }),
        ];
        return copy;
    }

    private static void Collect(AvroShape shape, List<AvroShape> found, HashSet<AvroShape> seen)
    {
        if (seen.Add(shape))
        {
            found.Add(shape);
            shape.Inner.ForEach(inner => Collect(inner, found, seen));
            shape.Fields.ForEach(field => Collect(field.Type, found, seen));
        }
    }

    private static bool IsUnion(List<AvroShape> branches) =>
        branches.Count > 0 && branches.TrueForAll(branch => branch.Kind != "union")
        && IsUnique(branches.Select(branch => branch.IsNamed ? branch.Full : branch.Kind));

    private static bool IsUnique(IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        return names.All(seen.Add);
    }
}

internal sealed class AvroFieldShape(string name, AvroShape type)
{
    internal string Name { get; set; } = name;

    internal AvroShape Type { get; set; } = type;

    internal List<string> Aliases { get; init; } = [];

    internal bool HasDefault { get; set; }

    internal bool HasDoc { get; set; }
}
