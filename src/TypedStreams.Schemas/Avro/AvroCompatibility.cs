// Whether a reader schema can read what a writer schema wrote, by Avro Java's rules (the registry's judge), with the
// same six differences, messages and JSON pointers. Notable: only simple names or an alias must match; namespaces and
// logical types are not compared; a pair met again while it is being judged counts as compatible (recursion). Cost is
// bounded: a pair is judged once, after MaxComparisons the rest counts as different, and no list has more than
// MaxDifferences (a type that is used twice in each of a chain of types would double them at every step).

namespace TypedStreams.Schemas.Avro;

/// <summary>Judges reader and writer schemas.</summary>
public sealed class AvroCompatibility
{
    /// <summary>How many pairs of schemas one judgement looks at before it gives up and says "different".</summary>
    internal const int MaxComparisons = 200_000;

    private const int MaxDifferences = 1000;

    private static readonly IReadOnlyList<SchemaDifference> None = [];

    private readonly Dictionary<(AvroSchema, AvroSchema), IReadOnlyList<SchemaDifference>> _judged = new();
    private readonly List<string> _location = [];

    private AvroCompatibility()
    {
    }

    /// <summary>What stops the reader from reading the writer's data; empty when it can read all of it.</summary>
    public static IReadOnlyList<SchemaDifference> Check(AvroSchema reader, AvroSchema writer) =>
        new AvroCompatibility().Judge(reader, writer);

    private IReadOnlyList<SchemaDifference> Judge(string step, AvroSchema reader, AvroSchema writer)
    {
        _location.Add(step);
        var differences = Judge(reader, writer);
        _location.RemoveAt(_location.Count - 1);
        return differences;
    }

    private IReadOnlyList<SchemaDifference> Judge(AvroSchema reader, AvroSchema writer)
    {
        if (_judged.TryGetValue((reader, writer), out var known))
        {
            return known;
        }

        if (_judged.Count >= MaxComparisons)
        {
            return [new SchemaDifference(AvroDifferences.TypeMismatch, "too many types to compare", "/")];
        }

        _judged.Add((reader, writer), None);
        var differences = new List<SchemaDifference>();
        Compare(reader, writer, differences);
        return _judged[(reader, writer)] = differences;
    }

    private void Compare(AvroSchema reader, AvroSchema writer, List<SchemaDifference> found)
    {
        switch (reader, writer)
        {
            case (AvroArray r, AvroArray w):
                Add(found, Judge("items", r.Items, w.Items));
                break;
            case (AvroMap r, AvroMap w):
                Add(found, Judge("values", r.Values, w.Values));
                break;
            case (AvroFixed r, AvroFixed w):
                CompareNames(r, w, found);
                if (r.Size != w.Size)
                {
                    var sizes = $"expected: {w.Size}, found: {r.Size}";
                    Report(found, AvroDifferences.FixedSizeMismatch, sizes, "size");
                }

                break;
            case (AvroEnum r, AvroEnum w):
                CompareNames(r, w, found);
                CompareSymbols(r, w, found);
                break;
            case (AvroRecord r, AvroRecord w):
                CompareNames(r, w, found);
                CompareFields(r, w, found);
                break;
            case (AvroUnion, AvroUnion w):
                CompareUnions(reader, w, found);
                break;
            case (_, AvroUnion w):
                foreach (var branch in w.Branches)
                {
                    Add(found, AtRoot(reader, branch));
                }

                break;
            case (AvroUnion r, _):
                if (!r.Branches.Any(branch => MayFit(branch, writer) && AtRoot(branch, writer).Count == 0))
                {
                    Report(found, AvroDifferences.MissingUnionBranch, Lacking(writer));
                }

                break;
            default:
                if (!AvroResolution.Promotes(writer.Type, reader.Type))
                {
                    Report(
                        found,
                        AvroDifferences.TypeMismatch,
                        $"reader type: {Upper(reader)} not compatible with writer type: {Upper(writer)}");
                }

                break;
        }
    }

    /// <summary>
    /// Java judges branches from a fresh root: locations inside a branch do not carry the outer path.
    /// </summary>
    private IReadOnlyList<SchemaDifference> AtRoot(AvroSchema reader, AvroSchema writer)
    {
        var outer = _location.ToArray();
        _location.Clear();
        var differences = Judge(reader, writer);
        _location.Clear();
        _location.AddRange(outer);
        return differences;
    }

    private void CompareUnions(AvroSchema reader, AvroUnion writer, List<SchemaDifference> found)
    {
        for (var i = 0; i < writer.Branches.Count; i++)
        {
            if (AtRoot(reader, writer.Branches[i]).Count > 0)
            {
                Report(
                    found,
                    AvroDifferences.MissingUnionBranch,
                    Lacking(writer.Branches[i]),
                    i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private void CompareNames(AvroNamed reader, AvroNamed writer, List<SchemaDifference> found)
    {
        if (!AvroResolution.NamesMatch(reader, writer))
        {
            Report(found, AvroDifferences.NameMismatch, $"expected: {writer.Name.Full}", "name");
        }
    }

    private void CompareSymbols(AvroEnum reader, AvroEnum writer, List<SchemaDifference> found)
    {
        var missing = writer.Symbols.Where(symbol => reader.IndexOf(symbol) < 0)
            .OrderBy(symbol => symbol, StringComparer.Ordinal);
        var list = string.Join(", ", missing);
        if (list.Length > 0 && reader.Default is null)
        {
            Report(found, AvroDifferences.MissingEnumSymbols, $"[{list}]", "symbols");
        }
    }

    private void CompareFields(AvroRecord reader, AvroRecord writer, List<SchemaDifference> found)
    {
        _location.Add("fields");
        foreach (var field in reader.Fields)
        {
            _location.Add(field.Position.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var written = AvroResolution.WriterField(field, writer, out var ambiguous);
            if (ambiguous)
            {
                Report(
                    found,
                    AvroDifferences.TypeMismatch,
                    $"reader field {field.Name} matches several writer fields through its aliases");
            }
            else if (written is not null)
            {
                Add(found, Judge("type", field.Schema, written.Schema));
            }
            else if (field.Default is null)
            {
                CompareMissingField(field, writer, found);
            }

            _location.RemoveAt(_location.Count - 1);
        }

        _location.RemoveAt(_location.Count - 1);
    }

    private void CompareMissingField(AvroField field, AvroRecord writer, List<SchemaDifference> found)
    {
        if (field.Schema is AvroEnum { Default: not null })
        {
            // Avro Java compares the enum with the whole record here, which never fits; kept, for equal verdicts.
            Add(found, Judge("type", field.Schema, writer));
        }
        else
        {
            Report(found, AvroDifferences.ReaderFieldMissingDefaultValue, field.Name);
        }
    }

    // Two named types of one kind with other names never fit: most pairs of two large unions need no judging. A pair
    // that is being judged already fits, as it does in Java, even when its names are what will be wrong with it.
    private bool MayFit(AvroSchema reader, AvroSchema writer) =>
        reader is not AvroNamed r || writer is not AvroNamed w || _judged.ContainsKey((reader, writer))
        || (r.Type == w.Type && AvroResolution.NamesMatch(r, w));

    private static void Add(List<SchemaDifference> found, IReadOnlyList<SchemaDifference> more)
    {
        for (var i = 0; i < more.Count && found.Count < MaxDifferences; i++)
        {
            found.Add(more[i]);
        }
    }

    private void Report(List<SchemaDifference> found, string kind, string message, string? step = null)
    {
        var steps = step is null ? _location : [.. _location, step];
        found.Add(new SchemaDifference(kind, message, "/" + string.Join("/", steps)));
    }

    private static string Lacking(AvroSchema writer) => $"reader union lacking writer type: {Upper(writer)}";

    private static string Upper(AvroSchema schema) => schema.Type.ToString().ToUpperInvariant();
}
