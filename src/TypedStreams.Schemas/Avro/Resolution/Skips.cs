// Passing over a value of the writer's schema without looking at more of it than its lengths.

namespace TypedStreams.Schemas.Avro;

internal abstract class Skip
{
    internal abstract void Run(ref Cursor input);
}

internal sealed class SkipFixed(int size) : Skip
{
    internal int Size => size;

    internal override void Run(ref Cursor input) => input.Skip(size);
}

internal sealed class SkipVarint : Skip
{
    internal static readonly SkipVarint Instance = new();

    internal override void Run(ref Cursor input) => input.SkipVarint();
}

internal sealed class SkipBytes : Skip
{
    internal static readonly SkipBytes Instance = new();

    internal override void Run(ref Cursor input) => input.Skip(input.ReadLong());
}

internal sealed class SkipUnion(Skip[] branches) : Skip
{
    internal override void Run(ref Cursor input) =>
        branches[input.ReadIndex(branches.Length, "union branch")].Run(ref input);
}

/// <summary>Blocks of items; a map's item is its key and its value.</summary>
internal sealed class SkipBlocks(Skip[] item) : Skip
{
    /// <summary>Items that take no bytes are not bounded by the data, so they are bounded by a number.</summary>
    internal const int MaxEmptyItems = 1 << 16;

    internal override void Run(ref Cursor input)
    {
        for (var count = input.ReadLong(); count != 0; count = input.ReadLong())
        {
            if (count < 0)
            {
                input.Skip(input.ReadLong());
                continue;
            }

            var start = input.Position;
            for (var i = 0L; i < count; i++)
            {
                foreach (var part in item)
                {
                    part.Run(ref input);
                }

                if (input.Position == start && i >= MaxEmptyItems)
                {
                    input.Fail($"a block of {count} empty items");
                }
            }
        }
    }
}

internal sealed class SkipRecord : Skip
{
    internal Skip[] Fields { get; set; } = [];

    internal override void Run(ref Cursor input)
    {
        input.Enter();
        foreach (var field in Fields)
        {
            field.Run(ref input);
        }

        input.Depth--;
    }
}

/// <summary>Builds skips; a record met again is the same skip.</summary>
internal sealed class SkipBuilder
{
    private readonly Dictionary<AvroSchema, SkipRecord> _records = new(ReferenceEqualityComparer.Instance);

    internal Skip Build(AvroSchema schema)
    {
        switch (schema)
        {
            case AvroFixed bytes: return new SkipFixed(bytes.Size);
            case AvroEnum: return SkipVarint.Instance;
            case AvroArray array: return new SkipBlocks([Build(array.Items)]);
            case AvroMap map: return new SkipBlocks([SkipBytes.Instance, Build(map.Values)]);
            case AvroUnion union: return new SkipUnion([.. union.Branches.Select(Build)]);
            case AvroRecord record: return Record(record);
        }

        return schema.Type switch
        {
            AvroType.Null => new SkipFixed(0),
            AvroType.Boolean => new SkipFixed(1),
            AvroType.Float => new SkipFixed(sizeof(float)),
            AvroType.Double => new SkipFixed(sizeof(double)),
            AvroType.Int or AvroType.Long => SkipVarint.Instance,
            _ => SkipBytes.Instance,
        };
    }

    private SkipRecord Record(AvroRecord record)
    {
        if (_records.TryGetValue(record, out var known))
        {
            return known;
        }

        var skip = new SkipRecord();
        _records.Add(record, skip);
        skip.Fields = Merge(record.Fields.Select(field => Build(field.Schema)));
        return skip;
    }

    /// <summary>Neighbouring fixed sizes become one.</summary>
    private static Skip[] Merge(IEnumerable<Skip> skips)
    {
        var merged = new List<Skip>();
        foreach (var skip in skips)
        {
            if (skip is SkipFixed next && merged.LastOrDefault() is SkipFixed last)
            {
                merged[^1] = new SkipFixed(last.Size + next.Size);
            }
            else
            {
                merged.Add(skip);
            }
        }

        return [.. merged];
    }
}
