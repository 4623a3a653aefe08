// The field at a byte of an Avro value. Bounded as the plan is: by the bytes, and by a depth.

using TypedStreams.Schemas.Avro;

namespace TypedStreams.Schemas;

internal ref struct AvroPlace
{
    private readonly int _position;
    private Cursor _input;
    private string? _found;

    private AvroPlace(ReadOnlySpan<byte> payload, int position)
    {
        _input = new Cursor(payload);
        _position = position;
    }

    internal static string? Find(AvroSchema schema, ReadOnlySpan<byte> payload, int position)
    {
        var place = new AvroPlace(payload, position);
        place.Walk(schema, "");
        return string.IsNullOrEmpty(place._found) ? null : place._found;
    }

    /// <summary>Passes over a value; false when the byte is in it, which ends the walk.</summary>
    private bool Walk(AvroSchema schema, string path)
    {
        switch (schema)
        {
            case AvroRecord record:
                return WalkRecord(record, path);
            case AvroArray array:
                return WalkBlocks(array.Items, path, isMap: false);
            case AvroMap map:
                return WalkBlocks(map.Values, path, isMap: true);
            case AvroUnion union:
                return TryLong(path, out var branch) && (ulong)branch < (ulong)union.Branches.Count
                    ? Walk(union.Branches[(int)branch], path)
                    : Found(path);
            case AvroFixed bytes:
                return TrySkip(bytes.Size, path);
        }

        return schema.Type switch
        {
            AvroType.Null => true,
            AvroType.Boolean => TrySkip(1, path),
            AvroType.Float => TrySkip(sizeof(float), path),
            AvroType.Double => TrySkip(sizeof(double), path),
            AvroType.Bytes or AvroType.String => TryLong(path, out var length) && TrySkip(length, path),
            _ => TryLong(path, out _),
        };
    }

    private bool WalkRecord(AvroRecord record, string path)
    {
        if (++_input.Depth > Cursor.MaxDepth)
        {
            return Found(path);
        }

        foreach (var field in record.Fields)
        {
            if (!Walk(field.Schema, PayloadPlace.Field(path, field.Name)))
            {
                return false;
            }
        }

        _input.Depth--;
        return true;
    }

    private bool WalkBlocks(AvroSchema item, string path, bool isMap)
    {
        var index = 0L;
        while (TryLong(path, out var count))
        {
            if (count == 0)
            {
                return true;
            }

            if (count < 0 && !TryLong(path, out _))
            {
                return false;
            }

            // As many as there are bytes: items of no bytes cannot be where the error is.
            for (var left = Math.Min(Math.Abs(Math.Max(count, -long.MaxValue)), _input.Remaining); left > 0; left--)
            {
                var at = PayloadPlace.Item(path, index++);
                if ((isMap && !(TryLong(at, out var key) && TrySkip(key, at))) || !Walk(item, at))
                {
                    return false;
                }
            }

            if (_input.Remaining == 0)
            {
                return Found(path);
            }
        }

        return false;
    }

    private bool TryLong(string path, out long value)
    {
        value = 0;
        for (var shift = 0; _input.Remaining > 0 && shift < 70; shift += 7)
        {
            var next = _input.Take(1)[0];
            value |= (long)((ulong)(next & 0x7F) << shift);
            if (next < 0x80)
            {
                value = (long)((ulong)value >> 1) ^ -(value & 1);
                return _input.Position > _position ? Found(path) : true;
            }
        }

        return Found(path);
    }

    private bool TrySkip(long count, string path)
    {
        if ((ulong)count > (ulong)_input.Remaining)
        {
            return Found(path);
        }

        _input.Position += (int)count;
        return _input.Position > _position ? Found(path) : true;
    }

    private bool Found(string path)
    {
        _found ??= path;
        return false;
    }
}
