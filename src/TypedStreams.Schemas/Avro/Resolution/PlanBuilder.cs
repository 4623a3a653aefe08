// Schemas to steps. A pair of records met again is the same step, so recursive schemas make finite plans.

namespace TypedStreams.Schemas.Avro;

internal sealed class PlanBuilder
{
    private readonly Dictionary<(AvroSchema, AvroSchema), RecordStep> _records = new();
    private readonly SkipBuilder _skips = new();

    internal Step Plan(AvroSchema reader, AvroSchema writer)
    {
        switch (reader, writer)
        {
            case (_, AvroUnion w):
                return new UnionStep([.. w.Branches.Select(branch => Plan(reader, branch))]);
            case (AvroUnion r, _):
                var index = AvroResolution.BestBranch(r, writer);
                return index < 0
                    ? new FailStep($"the reader's union has no branch for {writer.BranchName}")
                    : new BranchStep(index, Plan(r.Branches[index], writer));
            case (AvroRecord r, AvroRecord w) when AvroResolution.NamesMatch(r, w):
                return PlanRecord(r, w);
            case (AvroEnum r, AvroEnum w) when AvroResolution.NamesMatch(r, w):
                var fallback = r.Default is null ? -1 : r.IndexOf(r.Default);
                var indexes = w.Symbols.Select(symbol => r.IndexOf(symbol) is >= 0 and var i ? i : fallback);
                return new EnumStep(w, [.. indexes]);
            case (AvroFixed r, AvroFixed w) when AvroResolution.NamesMatch(r, w) && r.Size == w.Size:
                return new CopyStep(_skips.Build(w));
            case (AvroArray r, AvroArray w):
                return new BlocksStep(key: null, Plan(r.Items, w.Items));
            case (AvroMap r, AvroMap w):
                return new BlocksStep(new CopyStep(SkipBytes.Instance), Plan(r.Values, w.Values));
            case (AvroPrimitive, AvroPrimitive) when AvroResolution.Promotes(writer.Type, reader.Type):
                return IsPromoted(reader.Type, writer.Type)
                    ? new PromoteStep(writer.Type, reader.Type)
                    : new CopyStep(_skips.Build(writer));
            default:
                return new FailStep($"{writer.BranchName} was written and {reader.BranchName} is expected");
        }
    }

    /// <summary>False where the bytes stay the same: equal types, int to long, string and bytes.</summary>
    private static bool IsPromoted(AvroType reader, AvroType writer) =>
        reader != writer && (reader is AvroType.Float or AvroType.Double);

    private RecordStep PlanRecord(AvroRecord reader, AvroRecord writer)
    {
        if (_records.TryGetValue((reader, writer), out var known))
        {
            return known;
        }

        var record = new RecordStep();
        _records.Add((reader, writer), record);
        var fields = reader.Fields.Select(field => PlanField(field, writer)).ToArray();
        var order = fields.Where(field => field.Written >= 0).Select(field => field.Written).ToArray();
        if (IsAscending(order))
        {
            record.Steps = [.. InOrder(fields, writer)];
        }
        else
        {
            record.Reordered = new Reordering([.. writer.Fields.Select(field => _skips.Build(field.Schema))], fields);
        }

        return record;
    }

    private (int Written, Step Step) PlanField(AvroField field, AvroRecord writer)
    {
        var written = AvroResolution.WriterField(field, writer, out var ambiguous);
        if (ambiguous)
        {
            return (-1, new FailStep($"the field {field.Name} matches several written fields through its aliases"));
        }

        return written is not null ? (written.Position, Plan(field.Schema, written.Schema))
            : field.Default is { } value ? (-1, new ConstantStep(DefaultEncoder.Encode(value, field.Schema)))
            : (-1, new FailStep($"the field {field.Name} was not written and has no default"));
    }

    private IEnumerable<Step> InOrder((int Written, Step Step)[] fields, AvroRecord writer)
    {
        var next = 0;
        foreach (var (written, step) in fields)
        {
            for (; written >= 0 && next < written; next++)
            {
                yield return new DropStep(_skips.Build(writer.Fields[next].Schema));
            }

            next = written >= 0 ? written + 1 : next;
            yield return step;
        }

        for (; next < writer.Fields.Count; next++)
        {
            yield return new DropStep(_skips.Build(writer.Fields[next].Schema));
        }
    }

    private static bool IsAscending(int[] order)
    {
        for (var i = 1; i < order.Length; i++)
        {
            if (order[i] <= order[i - 1])
            {
                return false;
            }
        }

        return true;
    }
}
