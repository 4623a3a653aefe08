// Emits the reader of a recorded version: straight-line code that reads the writer's fields in the writer's order into
// the type as it is now. Resolves as AvroReadPlan does at run time, by the same rules; parts that are encoded alike are
// read by the type's own methods. Every pair of a type and a written schema gets one method, so recursion ends.

using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.Emit;

internal sealed class AvroVersionEmitter(
    CodeWriter code, CodecNames names, MessageModel message, AvroReadEmitter own, int version)
{
    private readonly AvroSkipEmitter _skips = new(code, version);
    private readonly Dictionary<(string, AvroSchema), string> _methods = [];
    private readonly HashSet<string> _names = new(OwnMethods(names, message), StringComparer.Ordinal);
    private readonly Queue<Action> _pending = new();

    /// <summary>The reading method of the version; it and what it needs are emitted by <see cref="Emit"/>.</summary>
    internal string Root(AvroRecord reader, AvroRecord written) =>
        Record(message.Records[0], reader, written);

    /// <summary>Writes every method that was asked for.</summary>
    internal void Emit()
    {
        while (_pending.Count > 0)
        {
            _pending.Dequeue()();
        }

        _skips.Emit();
    }

    private string Expression(TypeModel type, AvroSchema reader, AvroSchema written)
    {
        if (type.Shape == Shape.Wrapper)
        {
            return $"new {type.CSharp}({Expression(type.Inner!, reader, written)})";
        }

        if (AvroParsingForm.Of(reader) == AvroParsingForm.Of(written))
        {
            return own.Expression(type);
        }

        return (reader, written) switch
        {
            (_, AvroUnion w) => Call(Branches(type, reader, w)),
            (AvroUnion r, _) => Branch(type, r, written),
            (AvroRecord r, AvroRecord w) when AvroResolution.NamesMatch(r, w) =>
                Call(Record(message.Records.First(record => record.CSharp == type.CSharp), r, w)),
            (AvroEnum r, AvroEnum w) when AvroResolution.NamesMatch(r, w) => Call(Symbols(type, r, w)),
            (AvroFixed r, AvroFixed w) when AvroResolution.NamesMatch(r, w) && r.Size == w.Size =>
                own.Expression(type),
            (AvroArray r, AvroArray w) => Call(Collection(type, r.Items, w.Items, w)),
            (AvroMap r, AvroMap w) => Call(Collection(type, r.Values, w.Values, w)),
            (AvroPrimitive, AvroPrimitive) when AvroResolution.Promotes(written.Type, reader.Type) =>
                Promoted(type, reader.Type, written.Type),
            _ => Fail(type, $"{written.BranchName} was written and {reader.BranchName} is expected"),
        };
    }

    /// <summary>Whole numbers and text keep their bytes; only what becomes a float or double is converted.</summary>
    private string Promoted(TypeModel type, AvroType reader, AvroType written) => (reader, written) switch
    {
        (AvroType.Float, AvroType.Int or AvroType.Long) => "(float)reader.ReadLong()",
        (AvroType.Double, AvroType.Int or AvroType.Long) => "(double)reader.ReadLong()",
        (AvroType.Double, AvroType.Float) => "(double)reader.ReadFloat()",
        _ => own.Expression(type),
    };

    /// <summary>A written value that becomes a branch of the reader's union: null or the value, or a case.</summary>
    private string Branch(TypeModel type, AvroUnion reader, AvroSchema written)
    {
        var index = AvroResolution.BestBranch(reader, written);
        if (index < 0)
        {
            return Fail(type, $"{written.BranchName} was written and the member cannot hold it");
        }

        var branch = reader.Branches[index];
        if (branch.Type == AvroType.Null)
        {
            return $"({type.CSharp}?)null";
        }

        var held = type.IsNullable ? type.Inner! : type;
        if (held.Shape == Shape.Union)
        {
            var cases = message.Unions.First(union => union.CSharp == held.CSharp).Cases;
            held = new TypeModel(Shape.Record, cases[type.IsNullable ? index - 1 : index]);
        }

        return Expression(held, branch, written);
    }

    private string Branches(TypeModel type, AvroSchema reader, AvroUnion written) => Method(
        names.Of(type), type, written, method =>
        {
            var arms = written.Branches.Select(branch => Expression(type, reader, branch)).ToArray();
            code.Line($"private static {Declared(type)} {method}({AvroCollections.Reader}) => "
                + $"reader.ReadBranch({arms.Length}) switch");
            code.Open();
            for (var i = 0; i < arms.Length; i++)
            {
                code.Line($"{(i == arms.Length - 1 ? "_" : i.ToString())} => {arms[i]},");
            }

            code.Close(";");
            code.Line();
        });

    private string Symbols(TypeModel type, AvroEnum reader, AvroEnum written) => Method(
        names.Of(type), type, written, method =>
        {
            code.Line($"private static {type.CSharp} {method}({AvroCollections.Reader}) => "
                + $"reader.ReadSymbol({written.Symbols.Count}) switch");
            code.Open();
            for (var i = 0; i < written.Symbols.Count; i++)
            {
                var symbol = reader.IndexOf(written.Symbols[i]) >= 0 ? written.Symbols[i] : reader.Default;
                var value = symbol is null
                    ? Fail(type, $"the enum lacks the symbol {written.Symbols[i]} and has no fallback")
                    : $"{type.CSharp}.{Parse.Symbols.Identifier(symbol)}";
                code.Line($"{(i == written.Symbols.Count - 1 ? "_" : i.ToString())} => {value},");
            }

            code.Close(";");
            code.Line();
        });

    private string Collection(TypeModel type, AvroSchema reader, AvroSchema written, AvroSchema whole) => Method(
        names.Of(type),
        type,
        whole,
        method => AvroCollections.EmitRead(
            code, method, type, Expression(type.Inner!, reader, written), AvroSkipEmitter.MinBytes(written)));

    private string Record(RecordModel record, AvroRecord reader, AvroRecord written) => Method(
        record.MethodName,
        new TypeModel(Shape.Record, record.CSharp),
        written,
        method =>
        {
            code.Open($"private static {record.CSharp} {method}({AvroCollections.Reader})");
            Fields(record, reader, written);
            code.Close();
            code.Line();
        });

    private void Fields(RecordModel record, AvroRecord reader, AvroRecord written)
    {
        if (record.IsRecursive)
        {
            code.Line("reader.Descend();");
        }

        var taken = new LocalNames();
        var locals = taken.Of(record.Fields);
        var read = reader.Fields.Select(field => AvroResolution.WriterField(field, written, out _)).ToArray();
        foreach (var field in written.Fields)
        {
            var wanted = Enumerable.Range(0, read.Length).Where(i => ReferenceEquals(read[i], field)).ToArray();
            if (wanted.Length == 0)
            {
                _skips.Line(field.Schema);
                continue;
            }

            var members = wanted.Select(i => (record.Fields[i], reader.Fields[i].Schema, locals[i]));
            Written([.. members], field.Schema, taken);
        }

        for (var i = 0; i < read.Length; i++)
        {
            if (read[i] is null)
            {
                Absent(record.Fields[i], locals[i]);
            }
        }

        if (record.IsRecursive)
        {
            code.Line("reader.Ascend();");
        }

        Creation.Emit(code, record, locals);
    }

    /// <summary>A written value; by way of aliases more than one member may be it, and each reads it anew.</summary>
    private void Written(
        (FieldModel Field, AvroSchema Reader, string Local)[] wanted, AvroSchema written, LocalNames taken)
    {
        var start = wanted.Length > 1 ? taken.Take("start") : "";
        if (start.Length > 0)
        {
            code.Line($"var {start} = reader;");
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            if (i > 0)
            {
                code.Line($"reader = {start};");
            }

            code.Line($"var {wanted[i].Local} = {Expression(wanted[i].Field.Type, wanted[i].Reader, written)};");
        }
    }

    private void Absent(FieldModel field, string local)
    {
        var value = field.Default?.CSharp
            ?? $"reader.Fail<{Declared(field.Type)}>(\"the field {field.Name} was not written and has no default\")";
        code.Line($"{Declared(field.Type)} {local} = {value};");
    }

    private string Method(string name, TypeModel type, AvroSchema written, Action<string> emit)
    {
        var key = (Declared(type) + " " + name, written);
        if (!_methods.TryGetValue(key, out var method))
        {
            var wish = $"Read{name}V{version}";
            method = wish;
            for (var n = 2; !_names.Add(method); n++)
            {
                method = $"{wish}_{n}";
            }

            _methods.Add(key, method);
            _pending.Enqueue(() => emit(method));
        }

        return method;
    }

    /// <summary>What the type's own reader calls its methods: a type may be named like a version of another.</summary>
    private static IEnumerable<string> OwnMethods(CodecNames names, MessageModel message)
    {
        foreach (var record in message.Records)
        {
            yield return "Read" + record.MethodName;
            foreach (var field in record.Fields)
            {
                for (var type = field.Type; type is not null; type = type.Inner)
                {
                    yield return "Read" + names.Of(type);
                }
            }
        }
    }

    private static string Fail(TypeModel type, string problem) =>
        $"reader.Fail<{Declared(type)}>({SymbolDisplay.FormatLiteral(problem, quote: true)})";

    private static string Call(string method) => method + "(ref reader)";

    private static string Declared(TypeModel type) => type.CSharp + (type.IsNullable ? "?" : "");
}
