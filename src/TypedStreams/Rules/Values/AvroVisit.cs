// A walk of a field rule over an Avro value: every scalar below a field is shown, those in lists and maps as values of
// the field that holds the list. Absent values (null) are passed over.

using TypedStreams.Schemas.Avro;

namespace TypedStreams.Rules.Values;

internal readonly struct AvroVisit(AvroShapes shapes, IFieldRule rule)
{
    /// <summary>What stands at a part afterwards: itself, or what the rule made of it.</summary>
    /// <param name="declared">The schema at that place, unions included.</param>
    /// <param name="node">The part.</param>
    /// <param name="place">The field it is in, or null outside of all fields.</param>
    /// <param name="message">The record that has the field.</param>
    internal AvroNode Visit(AvroSchema declared, AvroNode node, FieldPlace? place, object message)
    {
        switch (node)
        {
            case AvroRecordNode record:
                for (var i = 0; i < record.Fields.Length; i++)
                {
                    var field = record.Record.Fields[i];
                    record.Fields[i] = Child(record, field.Schema, record.Fields[i], shapes.Of(field), record);
                }

                return record;
            case AvroListNode list:
                var items = ((AvroArray)list.Schema).Items;
                for (var i = 0; i < list.Items.Count; i++)
                {
                    list.Items[i] = Child(list, items, list.Items[i], place, message);
                }

                return list;
            case AvroMapNode map:
                var values = ((AvroMap)map.Schema).Values;
                for (var i = 0; i < map.Entries.Count; i++)
                {
                    var (key, value) = map.Entries[i];
                    map.Entries[i] = KeyValuePair.Create(key, Child(map, values, value, place, message));
                }

                return map;
            default:
                return Scalar(declared, node, place, message);
        }
    }

    private AvroNode Child(AvroNode parent, AvroSchema declared, AvroNode node, FieldPlace? place, object message)
    {
        var after = Visit(declared, node, place, message);
        parent.IsChanged |= after.IsChanged;
        return after;
    }

    private AvroNode Scalar(AvroSchema declared, AvroNode node, FieldPlace? place, object message)
    {
        if (place is null || node.Value is not { } value || !rule.Wants(place))
        {
            return node;
        }

        var type = node.IsMade && declared is AvroUnion union
            ? AvroShapes.TypeOf(union.Branches[AvroFit.BranchOf(union, value)])
            : AvroShapes.TypeOf(node.Schema);
        var after = rule.Apply(place, type, value, message);
        if (ReferenceEquals(after, value) || (after is not null && Cel.CelOperators.AreEqual(after, value)))
        {
            return node;
        }

        AvroFit.Require(declared, after);
        return new AvroNode(declared, after);
    }
}
