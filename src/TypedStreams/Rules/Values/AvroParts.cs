// Bytes to parts, by the schema they were written with. Trusts nothing: lengths are checked by the reader, depth and
// the number of parts here.

using TypedStreams.Avro;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Rules.Values;

internal ref struct AvroParts
{
    private AvroReader _reader;
    private int _depth;
    private int _values;

    internal AvroParts(ReadOnlySpan<byte> payload) => _reader = new AvroReader(payload);

    internal AvroNode Read(AvroSchema schema)
    {
        var node = Part(schema);
        _reader.EnsureEnd();
        return node;
    }

    private AvroNode Part(AvroSchema schema)
    {
        if (++_values > ValueLimits.MaxValues)
        {
            throw new MalformedDataException(
                $"there are more than {ValueLimits.MaxValues} values, which rules do not look at", _reader.Position);
        }

        if (++_depth > ValueLimits.MaxDepth)
        {
            throw new MalformedDataException(
                $"values nest deeper than {ValueLimits.MaxDepth}, which rules do not look into", _reader.Position);
        }

        var start = _reader.Position;
        var branch = -1;
        if (schema is AvroUnion union)
        {
            branch = _reader.ReadBranch(union.Branches.Count);
            schema = union.Branches[branch];
        }

        var node = schema switch
        {
            AvroRecord record => Record(record, branch, start),
            AvroArray array => List(array, branch, start),
            AvroMap map => Map(map, branch, start),
            _ => new AvroNode(schema, branch, start) { Scalar = Scalar(schema) },
        };
        node.End = _reader.Position;
        _depth--;
        return node;
    }

    private object? Scalar(AvroSchema schema) => schema switch
    {
        AvroEnum symbols => symbols.Symbols[_reader.ReadSymbol(symbols.Symbols.Count)],
        AvroFixed size => _reader.ReadFixed(size.Size).ToArray(),
        _ => schema.Type switch
        {
            AvroType.Boolean => _reader.ReadBoolean(),
            AvroType.Int => (long)_reader.ReadInt(),
            AvroType.Long => _reader.ReadLong(),
            AvroType.Float => (double)_reader.ReadFloat(),
            AvroType.Double => _reader.ReadDouble(),
            AvroType.Bytes => _reader.ReadBytes().ToArray(),
            AvroType.String => _reader.ReadString(),
            _ => null,
        },
    };

    private AvroRecordNode Record(AvroRecord record, int branch, int start)
    {
        var node = new AvroRecordNode(record, branch, start);
        for (var i = 0; i < node.Fields.Length; i++)
        {
            node.Fields[i] = Part(record.Fields[i].Schema);
        }

        return node;
    }

    private AvroListNode List(AvroArray array, int branch, int start)
    {
        var node = new AvroListNode(array, branch, start);
        for (var count = _reader.ReadBlockCount(0); count > 0; count = _reader.ReadBlockCount(0))
        {
            for (var i = 0; i < count; i++)
            {
                node.Items.Add(Part(array.Items));
            }
        }

        return node;
    }

    private AvroMapNode Map(AvroMap map, int branch, int start)
    {
        var node = new AvroMapNode(map, branch, start);
        for (var count = _reader.ReadBlockCount(1); count > 0; count = _reader.ReadBlockCount(1))
        {
            for (var i = 0; i < count; i++)
            {
                node.Add(_reader.ReadString(), Part(map.Values));
            }
        }

        return node;
    }
}
