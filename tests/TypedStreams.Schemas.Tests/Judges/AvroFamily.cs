// Random families of Avro schemas: one schema and variants of it, each a few edits away, so that most pairs are near
// misses and both verdicts are frequent. Names come from small pools, so that they also meet by chance. The seed
// decides everything.

namespace TypedStreams.Schemas.Tests.Judges;

internal sealed class AvroFamily
{
    private static readonly string[] Primitives =
        ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    private static readonly (string Kind, string Logical)[] Logicals =
    [
        ("int", "date"), ("int", "time-millis"), ("long", "timestamp-millis"), ("long", "time-micros"),
        ("bytes", "decimal"), ("string", "uuid"), ("string", "unheard-of"), ("fixed", "decimal"),
    ];

    private static readonly string[] Names = ["A", "B", "C", "D", "E"];
    private static readonly string[] Spaces = ["x.y", "z"];
    private static readonly string[] Fields = ["a", "b", "c", "d", "e", "f"];
    private static readonly string[] Symbols = ["P", "Q", "R", "S"];

    private readonly Random _random;
    private readonly bool _hasSpaces;
    private readonly List<AvroShape> _named = [];

    private AvroFamily(int seed)
    {
        _random = new Random(seed);
        _hasSpaces = _random.Next(2) == 0;
    }

    /// <summary>Schema texts: the first is the origin, the others are variants of one before them.</summary>
    internal static List<string> Generate(int seed, int size)
    {
        var family = new AvroFamily(seed);
        var shapes = new List<AvroShape> { family.Fresh(depth: 0) };
        while (shapes.Count < size)
        {
            var variant = shapes[family._random.Next(shapes.Count)].Clone();
            for (var edits = 1 + family._random.Next(3); edits > 0; edits--)
            {
                family.Edit(variant);
            }

            if (variant.IsValid())
            {
                shapes.Add(variant);
            }
        }

        return [.. shapes.Select(shape => AvroShapeText.Of(shape, family._random))];
    }

    private AvroShape Fresh(int depth)
    {
        var choice = _random.Next(depth == 0 ? 6 : depth > 3 ? 3 : 12);
        return depth == 0 && choice < 5 ? Record(depth) : choice switch
        {
            < 3 => Primitive(),
            3 => new AvroShape("array") { Inner = { Fresh(depth + 1) } },
            4 => new AvroShape("map") { Inner = { Fresh(depth + 1) } },
            5 or 6 or 7 => Union(depth),
            8 when _named.Count > 0 => Pick(_named),
            9 or 8 => Named("enum", shape => Some(Symbols, 1).ForEach(shape.Symbols.Add)),
            10 => Named("fixed", shape => shape.Size = 2 + _random.Next(2)),
            _ => Record(depth),
        };
    }

    private AvroShape Primitive() =>
        _random.Next(5) == 0 ? Logical() : new AvroShape(Pick(Primitives));

    private AvroShape Logical()
    {
        var (kind, logical) = Pick(Logicals[..^1]);
        return new AvroShape(kind) { Logical = logical };
    }

    private AvroShape Record(int depth) => Named("record", shape =>
    {
        foreach (var name in Some(Fields, 0))
        {
            var hasDefault = _random.Next(2) == 0;
            shape.Fields.Add(new AvroFieldShape(name, Fresh(depth + 1)) { HasDefault = hasDefault });
        }
    });

    private AvroShape Union(int depth)
    {
        while (true)
        {
            var union = new AvroShape("union");
            var mark = _named.Count;
            for (var branches = 1 + _random.Next(4); branches > 0; branches--)
            {
                union.Inner.Add(branches == 1 && _random.Next(2) == 0 ? new AvroShape("null") : Fresh(depth + 2));
            }

            // Records around this union are not filled yet, so only its own rules can be broken here.
            if (union.IsValid())
            {
                return union;
            }

            _named.RemoveRange(mark, _named.Count - mark);
        }
    }

    /// <summary>A type of a new name; one that is there already when the names are used up.</summary>
    private AvroShape Named(string kind, Action<AvroShape> fill)
    {
        var name = Pick(Names);
        var space = _hasSpaces ? Pick(Spaces) : "";
        if (_named.Exists(other => other.Name == name && other.Space == space))
        {
            return Pick(_named);
        }

        var shape = new AvroShape(kind) { Name = name, Space = space };
        _named.Add(shape);
        fill(shape);
        return shape;
    }

    private void Edit(AvroShape root)
    {
        var all = root.All();
        // Types of a variant may be referred to by what is grown into it.
        _named.Clear();
        _named.AddRange(all.Where(shape => shape.IsNamed));
        var target = Pick(all);
        switch (target.Kind)
        {
            case "record" when _random.Next(5) > 0: EditFields(target); break;
            case "record" or "enum" or "fixed" when _random.Next(3) == 0: EditName(target); break;
            case "enum": EditSymbols(target); break;
            case "fixed":
                target.Size = 2 + _random.Next(2);
                target.Logical = target.Logical is null && _random.Next(2) == 0 ? "decimal" : null;
                break;
            case "union": EditBranches(target); break;
            case "array" or "map": EditInner(target); break;
            default:
                target.Kind = Pick(Primitives);
                target.Logical = null;
                break;
        }
    }

    private void EditFields(AvroShape record)
    {
        var choice = record.Fields.Count == 0 ? 0 : _random.Next(9);
        var field = record.Fields.Count == 0 ? null : Pick(record.Fields);
        switch (choice)
        {
            case 0:
                var added = new AvroFieldShape(Pick(Fields), Fresh(depth: 3)) { HasDefault = _random.Next(3) > 0 };
                record.Fields.Insert(_random.Next(record.Fields.Count + 1), added);
                break;
            case 1: record.Fields.Remove(field!); break;
            case 2: field!.HasDefault = !field.HasDefault; break;
            case 3: field!.Name = Pick(Fields); break;
            case 4:
                field!.Aliases.Add(field.Name);
                field.Name = Pick(Fields);
                break;
            case 5: field!.Aliases.Add(Pick(Fields)); break;
            case 6: record.Fields.Reverse(); break;
            case 7: field!.Type = WrapOrUnwrap(field.Type); break;
            default: field!.HasDoc = !field.HasDoc; break;
        }
    }

    private AvroShape WrapOrUnwrap(AvroShape type) => type.Kind == "union" ? Pick(type.Inner) : _random.Next(4) switch
    {
        0 => new AvroShape("array") { Inner = { type } },
        1 => Logical(),
        _ => new AvroShape("union") { Inner = { type, new AvroShape(Pick(Primitives)) } },
    };

    private void EditName(AvroShape named)
    {
        switch (_random.Next(4))
        {
            case 0: named.Name = Pick(Names); break;
            case 1:
                named.Aliases.Add(_random.Next(2) == 0 ? named.Name : named.Full);
                named.Name = Pick(Names);
                break;
            case 2: named.Aliases.Add(Pick(Names)); break;
            default: named.Space = _hasSpaces ? Pick(Spaces) : ""; break;
        }
    }

    private void EditSymbols(AvroShape symbols)
    {
        switch (_random.Next(4))
        {
            case 0: symbols.Symbols.Add(Pick(Symbols)); break;
            case 1 when symbols.Symbols.Count > 1: symbols.Symbols.Remove(Pick(symbols.Symbols)); break;
            case 2: symbols.Symbols.Reverse(); break;
            default: symbols.EnumDefault = symbols.EnumDefault is null ? Pick(symbols.Symbols) : null; break;
        }
    }

    private void EditBranches(AvroShape union)
    {
        switch (_random.Next(3))
        {
            case 0: union.Inner.Add(Fresh(depth: 4)); break;
            case 1 when union.Inner.Count > 1: union.Inner.Remove(Pick(union.Inner)); break;
            default: union.Inner.Reverse(); break;
        }
    }

    private void EditInner(AvroShape container)
    {
        if (_random.Next(3) == 0)
        {
            container.Kind = container.Kind == "array" ? "map" : "array";
        }
        else
        {
            container.Inner[0] = WrapOrUnwrap(container.Inner[0]);
        }
    }

    private List<string> Some(string[] pool, int least)
    {
        var shuffled = pool.ToArray();
        _random.Shuffle(shuffled);
        return [.. shuffled.Take(least + _random.Next(pool.Length - least + 1))];
    }

    private T Pick<T>(IReadOnlyList<T> pool) => pool[_random.Next(pool.Count)];
}
