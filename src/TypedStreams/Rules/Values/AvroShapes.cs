// An Avro schema with the names and tags of its fields: worked out once, looked up by field.

using System.Buffers;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Rules.Values;

internal sealed class AvroShapes : IValueFormat
{
    private readonly Dictionary<AvroField, FieldPlace> _places = [];
    private readonly AvroSchema _root;

    internal AvroShapes(AvroSchema root, RuleContract contract)
    {
        _root = root;
        Add(root, contract, []);
    }

    internal FieldPlace Of(AvroField field) => _places[field];

    public ValueTree Read(ReadOnlyMemory<byte> payload, int messageIndex) => new AvroTree(this, _root, payload);

    internal static FieldType TypeOf(AvroSchema schema) => schema.Type switch
    {
        AvroType.Record => FieldType.Record,
        AvroType.Enum => FieldType.Enum,
        AvroType.Array => FieldType.Array,
        AvroType.Map => FieldType.Map,
        AvroType.Union => FieldType.Combined,
        AvroType.Fixed => FieldType.Fixed,
        AvroType.String => FieldType.String,
        AvroType.Bytes => FieldType.Bytes,
        AvroType.Int => FieldType.Int,
        AvroType.Long => FieldType.Long,
        AvroType.Float => FieldType.Float,
        AvroType.Double => FieldType.Double,
        AvroType.Boolean => FieldType.Boolean,
        _ => FieldType.Null,
    };

    private void Add(AvroSchema schema, RuleContract contract, HashSet<AvroSchema> seen)
    {
        switch (schema)
        {
            case AvroRecord record when seen.Add(record):
                foreach (var field in record.Fields)
                {
                    var name = $"{record.Name.Full}.{field.Name}";
                    _places.Add(field, new FieldPlace(field.Name, name, TagsOf(field, name, contract)));
                    Add(field.Schema, contract, seen);
                }

                break;
            case AvroArray array:
                Add(array.Items, contract, seen);
                break;
            case AvroMap map:
                Add(map.Values, contract, seen);
                break;
            case AvroUnion union:
                foreach (var branch in union.Branches)
                {
                    Add(branch, contract, seen);
                }

                break;
        }
    }

    private static HashSet<string> TagsOf(AvroField field, string name, RuleContract contract)
    {
        var inline = field.Properties.FirstOrDefault(property => property.Key == "confluent:tags").Value;
        return contract.TagsOf(name, inline?.Items.Select(tag => tag.Text) ?? []);
    }
}

/// <summary>An Avro value taken apart.</summary>
internal sealed class AvroTree : ValueTree
{
    private readonly AvroShapes _shapes;
    private readonly AvroSchema _schema;
    private readonly ReadOnlyMemory<byte> _payload;
    private AvroNode _root;

    internal AvroTree(AvroShapes shapes, AvroSchema schema, ReadOnlyMemory<byte> payload)
    {
        _shapes = shapes;
        _schema = schema;
        _payload = payload;
        _root = new AvroParts(payload.Span).Read(schema);
    }

    internal override object? Message => _root.Value;

    internal override bool IsChanged => _root.IsChanged;

    internal override void Visit(IFieldRule rule) => new AvroVisit(_shapes, rule).Visit(_schema, _root, null, _root);

    internal override void Replace(object value)
    {
        AvroFit.Require(_schema, value);
        _root = new AvroNode(_schema, value);
    }

    internal override void WriteTo(IBufferWriter<byte> output)
    {
        if (!IsChanged)
        {
            output.Write(_payload.Span);
            return;
        }

        var writer = new TypedStreams.Avro.AvroWriter(output);
        new AvroOutput(_payload.Span).Write(ref writer, _schema, _root);
        writer.Flush();
    }
}
