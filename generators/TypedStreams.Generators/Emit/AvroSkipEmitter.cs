// Emits what passes over written values that nobody reads: simple ones in place, the others in a method a schema.

using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.Emit;

internal sealed class AvroSkipEmitter(CodeWriter code, int version)
{
    private readonly Dictionary<AvroSchema, string> _methods = [];
    private readonly Queue<(AvroSchema Schema, string Method)> _pending = new();

    /// <summary>The statement that passes over a value; nothing for null, which takes no bytes.</summary>
    internal void Line(AvroSchema schema)
    {
        var statement = Statement(schema);
        if (statement.Length > 0)
        {
            code.Line(statement);
        }
    }

    internal void Emit()
    {
        while (_pending.Count > 0)
        {
            var (schema, method) = _pending.Dequeue();
            code.Open($"private static void {method}({AvroCollections.Reader})");
            Body(schema);
            code.Close();
            code.Line();
        }
    }

    /// <summary>Fewest bytes a value takes; what bounds counts of hostile blocks.</summary>
    internal static int MinBytes(AvroSchema schema) => MinBytes(schema, []);

    private static int MinBytes(AvroSchema schema, HashSet<AvroSchema> above) => schema switch
    {
        AvroFixed bytes => bytes.Size,
        AvroRecord record => above.Add(record) ? record.Fields.Sum(field => MinBytes(field.Schema, [.. above])) : 0,
        { Type: AvroType.Null } => 0,
        { Type: AvroType.Float } => sizeof(float),
        { Type: AvroType.Double } => sizeof(double),
        _ => 1,
    };

    private string Statement(AvroSchema schema) => schema switch
    {
        AvroFixed bytes => $"reader.ReadFixed({bytes.Size});",
        AvroEnum => "reader.ReadLong();",
        AvroRecord or AvroArray or AvroMap or AvroUnion => Method(schema) + "(ref reader);",
        { Type: AvroType.Null } => "",
        { Type: AvroType.Boolean } => "reader.ReadFixed(1);",
        { Type: AvroType.Float } => "reader.ReadFixed(4);",
        { Type: AvroType.Double } => "reader.ReadFixed(8);",
        { Type: AvroType.Int or AvroType.Long } => "reader.ReadLong();",
        _ => "reader.ReadBytes();",
    };

    private string Method(AvroSchema schema)
    {
        if (!_methods.TryGetValue(schema, out var method))
        {
            method = $"SkipV{version}_{_methods.Count + 1}";
            _methods.Add(schema, method);
            _pending.Enqueue((schema, method));
        }

        return method;
    }

    private void Body(AvroSchema schema)
    {
        switch (schema)
        {
            case AvroRecord record:
                code.Line("reader.Descend();");
                foreach (var field in record.Fields)
                {
                    Line(field.Schema);
                }

                code.Line("reader.Ascend();");
                break;
            case AvroArray array:
                Blocks(MinBytes(array.Items), array.Items);
                break;
            case AvroMap map:
                Blocks(1 + MinBytes(map.Values), map.Values, "reader.ReadBytes();");
                break;
            case AvroUnion union:
                Branches(union);
                break;
        }
    }

    private void Blocks(int minItemBytes, AvroSchema item, string? key = null)
    {
        var next = $"reader.SkipBlocks(minItemBytes: {minItemBytes})";
        code.Open($"for (var count = {next}; count != 0; count = {next})");
        code.Open("while (count-- > 0)");
        if (key is not null)
        {
            code.Line(key);
        }

        Line(item);
        code.Close();
        code.Close();
    }

    private void Branches(AvroUnion union)
    {
        code.Open($"switch (reader.ReadBranch({union.Branches.Count}))");
        for (var i = 0; i < union.Branches.Count; i++)
        {
            code.Line($"case {i}:");
            code.Indent();
            Line(union.Branches[i]);
            code.Line("break;");
            code.Outdent();
        }

        code.Close();
    }
}
