// A Protobuf message taken apart: the walk of field rules over it, and its bytes again.

using System.Buffers;
using TypedStreams.Protobuf;
using TypedStreams.Rules.Cel;

namespace TypedStreams.Rules.Values;

internal sealed class ProtoTree : ValueTree
{
    private readonly ReadOnlyMemory<byte> _payload;
    private ProtoNode _root;

    internal ProtoTree(ProtoShape shape, ReadOnlyMemory<byte> payload)
    {
        _payload = payload;
        _root = new ProtoParts(payload.Span).Read(shape);
    }

    internal override object? Message => _root;

    internal override bool IsChanged => _root.IsChanged;

    internal override void Visit(IFieldRule rule) => Visit(_root, rule);

    internal override void Replace(object value) => _root = ProtoFit.Message(_root.Shape, value, 0);

    internal override void WriteTo(IBufferWriter<byte> output)
    {
        if (!IsChanged)
        {
            output.Write(_payload.Span);
            return;
        }

        var writer = new ProtobufWriter(output);
        new ProtoOutput(_payload.Span).Fields(ref writer, _root);
        writer.Flush();
    }

    private static void Visit(ProtoNode node, IFieldRule rule)
    {
        foreach (var field in node.Shape.Fields)
        {
            var entry = node.Find(field);
            switch (entry?.Value)
            {
                case null when field.IsAlwaysThere && rule.Wants(field.Place):
                    // As in other clients: a field without presence is there, with its type's empty value.
                    entry = new ProtoEntry(field) { Value = field.Empty };
                    Scalar(node, entry, field, rule);
                    if (entry.IsChanged)
                    {
                        node.Add(entry);
                    }

                    break;
                case null:
                    break;
                case ProtoNode inner:
                    Visit(inner, rule);
                    entry.IsChanged |= inner.IsChanged;
                    break;
                case ProtoListValue list:
                    Items(node, entry, list, rule);
                    break;
                case ProtoMapValue map:
                    Values(node, entry, map, rule);
                    break;
                default:
                    Scalar(node, entry, field, rule);
                    break;
            }

            node.IsChanged |= entry?.IsChanged == true;
        }
    }

    private static void Scalar(ProtoNode node, ProtoEntry entry, ProtoFieldShape field, IFieldRule rule)
    {
        if (rule.Wants(field.Place))
        {
            entry.Value = Applied(node, entry, field, entry.Value!, rule);
        }
    }

    private static void Items(ProtoNode node, ProtoEntry entry, ProtoListValue list, IFieldRule rule)
    {
        var field = entry.Field!;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is ProtoNode inner)
            {
                Visit(inner, rule);
                entry.IsChanged |= inner.IsChanged;
            }
            else if (rule.Wants(field.Place))
            {
                list[i] = Applied(node, entry, field, list[i]!, rule);
            }
        }
    }

    private static void Values(ProtoNode node, ProtoEntry entry, ProtoMapValue map, IFieldRule rule)
    {
        var field = entry.Field!;
        if (field.Message is null)
        {
            // Scalars in a map are no fields of their own; the map is shown whole.
            if (rule.Wants(field.Place) && !ReferenceEquals(rule.Apply(field.Place, FieldType.Map, map, node), map))
            {
                throw new ValueMisfitException("values of a map cannot be changed one by one");
            }

            return;
        }

        foreach (var inner in map.Raw.Values.OfType<ProtoNode>())
        {
            Visit(inner, rule);
            entry.IsChanged |= inner.IsChanged;
        }
    }

    private static object Applied(
        ProtoNode node, ProtoEntry entry, ProtoFieldShape field, object value, IFieldRule rule)
    {
        var after = rule.Apply(field.Place, field.Type, value, node);
        if (ReferenceEquals(after, value) || (after is not null && CelOperators.AreEqual(after, value)))
        {
            return value;
        }

        entry.IsChanged = true;
        return ProtoFit.Scalar(field, after);
    }
}
