// Parts back to bytes: what did not change is copied, what did is written by its schema. A list or map with a change in
// it becomes one block, because a block may say how many bytes it has.

using TypedStreams.Avro;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Rules.Values;

internal readonly ref struct AvroOutput(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;

    internal void Write(ref AvroWriter writer, AvroSchema declared, AvroNode node)
    {
        if (!node.IsChanged)
        {
            writer.WriteFixed(_payload[node.Start..node.End]);
            return;
        }

        if (node.IsMade)
        {
            Value(ref writer, declared, node.Scalar);
            return;
        }

        if (node.Branch >= 0)
        {
            writer.WriteLong(node.Branch);
        }

        switch (node)
        {
            case AvroRecordNode record:
                for (var i = 0; i < record.Fields.Length; i++)
                {
                    Write(ref writer, record.Record.Fields[i].Schema, record.Fields[i]);
                }

                break;
            case AvroListNode list:
                writer.WriteLong(list.Items.Count);
                foreach (var item in list.Items)
                {
                    Write(ref writer, ((AvroArray)list.Schema).Items, item);
                }

                EndBlocks(ref writer, list.Items.Count);
                break;
            case AvroMapNode map:
                writer.WriteLong(map.Entries.Count);
                foreach (var (key, value) in map.Entries)
                {
                    writer.WriteString(key);
                    Write(ref writer, ((AvroMap)map.Schema).Values, value);
                }

                EndBlocks(ref writer, map.Entries.Count);
                break;
        }
    }

    // A block of none is already the end.
    private static void EndBlocks(ref AvroWriter writer, int count)
    {
        if (count > 0)
        {
            writer.WriteLong(0);
        }
    }

    private void Value(ref AvroWriter writer, AvroSchema schema, object? value)
    {
        switch (schema)
        {
            case AvroUnion union:
                var branch = AvroFit.BranchOf(union, value);
                writer.WriteLong(branch);
                Value(ref writer, union.Branches[branch], value);
                break;
            case AvroRecord record when value is AvroRecordNode same && same.Record == record:
                for (var i = 0; i < same.Fields.Length; i++)
                {
                    Write(ref writer, record.Fields[i].Schema, same.Fields[i]);
                }

                break;
            case AvroRecord record:
                foreach (var field in record.Fields)
                {
                    AvroFit.TryField(value, field, out var found);
                    Value(ref writer, field.Schema, found);
                }

                break;
            case AvroArray array:
                Items(ref writer, array, (IReadOnlyList<object?>)value!);
                break;
            case AvroMap map:
                Entries(ref writer, map, (IReadOnlyDictionary<object, object?>)value!);
                break;
            default:
                Scalar(ref writer, schema, value);
                break;
        }
    }

    private void Items(ref AvroWriter writer, AvroArray array, IReadOnlyList<object?> items)
    {
        writer.WriteLong(items.Count);
        foreach (var item in items)
        {
            Value(ref writer, array.Items, item);
        }

        EndBlocks(ref writer, items.Count);
    }

    private void Entries(ref AvroWriter writer, AvroMap map, IReadOnlyDictionary<object, object?> entries)
    {
        writer.WriteLong(entries.Count);
        foreach (var (key, value) in entries)
        {
            writer.WriteString((string)key);
            Value(ref writer, map.Values, value);
        }

        EndBlocks(ref writer, entries.Count);
    }

    private static void Scalar(ref AvroWriter writer, AvroSchema schema, object? value)
    {
        switch (schema.Type, value)
        {
            case (AvroType.Boolean, bool flag):
                writer.WriteBoolean(flag);
                break;
            case (AvroType.Int or AvroType.Long, _):
                writer.WriteLong(value is ulong unsigned ? (long)unsigned : (long)value!);
                break;
            case (AvroType.Float, double number):
                writer.WriteFloat((float)number);
                break;
            case (AvroType.Double, double number):
                writer.WriteDouble(number);
                break;
            case (AvroType.Bytes, byte[] bytes):
                writer.WriteBytes(bytes);
                break;
            case (AvroType.Fixed, byte[] bytes):
                writer.WriteFixed(bytes);
                break;
            case (AvroType.String, string text):
                writer.WriteString(text);
                break;
            case (AvroType.Enum, string symbol):
                writer.WriteInt(((AvroEnum)schema).IndexOf(symbol));
                break;
        }
    }
}
