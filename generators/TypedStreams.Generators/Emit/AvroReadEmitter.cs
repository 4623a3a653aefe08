// Emits the reading half of an Avro codec, the mirror of AvroWriteEmitter. Counts are checked against the bytes that
// remain before anything of that size is allocated.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class AvroReadEmitter(CodeWriter code, CodecNames names, MessageModel message) : ICodecEmitter
{
    private const string Reader = "ref global::TypedStreams.Avro.AvroReader reader";

    public void Record(RecordModel record)
    {
        code.Open($"internal static {record.CSharp} Read{record.MethodName}({Reader})");
        if (!record.IsRecursive && Creation.IsInOrder(record))
        {
            Creation.Emit(code, record, [.. record.Fields.Select(field => Expression(field.Type))], areCalls: true);
            code.Close();
            code.Line();
            return;
        }

        if (record.IsRecursive)
        {
            code.Line("reader.Descend();");
        }

        var locals = new LocalNames().Of(record.Fields);
        for (var i = 0; i < record.Fields.Count; i++)
        {
            code.Line($"var {locals[i]} = {Expression(record.Fields[i].Type)};");
        }

        if (record.IsRecursive)
        {
            code.Line("reader.Ascend();");
        }

        Creation.Emit(code, record, locals);
        code.Close();
        code.Line();
    }

    public void Enum(EnumModel symbols)
    {
        var last = symbols.Symbols.Count - 1;
        var head = $"private static {symbols.CSharp} Read{symbols.MethodName}({Reader})";
        code.Line($"{head} => reader.ReadSymbol({last + 1}) switch");
        code.Open();
        for (var i = 0; i <= last; i++)
        {
            var index = i == last ? "_" : i.ToString();
            code.Line($"{index} => {symbols.CSharp}.{Symbols.Identifier(symbols.Symbols[i].Name)},");
        }

        code.Close(";");
        code.Line();
    }

    public void Union(UnionModel union)
    {
        Union(union, "", first: 0);
        Union(union, "?", first: 1);
    }

    private void Union(UnionModel union, string mark, int first)
    {
        var name = first == 0 ? union.MethodName : "Nullable" + union.MethodName;
        var head = $"private static {union.CSharp}{mark} Read{name}({Reader})";
        code.Line($"{head} => reader.ReadBranch({union.Cases.Count + first}) switch");
        code.Open();
        if (first == 1)
        {
            code.Line("0 => null,");
        }

        for (var i = 0; i < union.Cases.Count; i++)
        {
            var index = i == union.Cases.Count - 1 ? "_" : (i + first).ToString();
            code.Line($"{index} => Read{names.Record(union.Cases[i])}(ref reader),");
        }

        code.Close(";");
        code.Line();
    }

    public void Collection(TypeModel type)
    {
        if (AvroCollections.KnownItem(type) is not null)
        {
            return;
        }

        var item = Expression(type.Inner!);
        AvroCollections.EmitRead(code, $"Read{names.Of(type)}", type, item, MinBytes(type.Inner!, []));
    }

    /// <summary>Reads a value that was written with the type's own schema.</summary>
    internal string Expression(TypeModel type) => type.Shape switch
    {
        Shape.NullableReference when type.Inner!.Shape == Shape.Union =>
            $"ReadNullable{names.Of(type.Inner)}(ref reader)",
        Shape.NullableValue or Shape.NullableReference => AvroNullables.Read(type)
            ?? $"reader.ReadIsPresent(valueBranch: {1 - type.NullBranch}) ? {Expression(type.Inner!)}"
                + $" : ({type.CSharp}?)null",
        Shape.Wrapper => $"new {type.CSharp}({Expression(type.Inner!)})",
        Shape.Boolean => "reader.ReadBoolean()",
        Shape.SByte => Narrow("sbyte"),
        Shape.Byte => Narrow("byte"),
        Shape.Short => Narrow("short"),
        Shape.UShort => Narrow("ushort"),
        Shape.UInt => Narrow("uint"),
        Shape.Int => "reader.ReadInt()",
        Shape.Long => "reader.ReadLong()",
        Shape.Float => "reader.ReadFloat()",
        Shape.Double => "reader.ReadDouble()",
        Shape.String => "reader.ReadString()",
        Shape.ByteArray => "reader.ReadBytes().ToArray()",
        Shape.Memory => "(global::System.ReadOnlyMemory<byte>)reader.ReadBytes().ToArray()",
        Shape.FixedArray => $"reader.ReadFixed({type.Size}).ToArray()",
        Shape.FixedMemory => $"(global::System.ReadOnlyMemory<byte>)reader.ReadFixed({type.Size}).ToArray()",
        Shape.Guid => "reader.ReadGuid()",
        Shape.Date => "reader.ReadDate()",
        Shape.Time => type.IsMillis ? "reader.ReadTimeMillis()" : "reader.ReadTime()",
        Shape.DateTime => type.IsMillis ? "reader.ReadTimestampMillis()" : "reader.ReadTimestamp()",
        Shape.DateTimeOffset =>
            type.IsMillis ? "reader.ReadTimestampMillisOffset()" : "reader.ReadTimestampOffset()",
        Shape.Duration => "reader.ReadDuration()",
        Shape.Decimal => $"reader.ReadDecimal(scale: {type.Scale})",
        _ => AvroCollections.KnownItem(type) is { } item
            ? AvroCollections.Read(type, item)
            : $"Read{names.Of(type)}(ref reader)",
    };

    private static string Narrow(string type) => $"({type})reader.ReadLong({type}.MinValue, {type}.MaxValue)";

    /// <summary>Fewest bytes a value takes; what bounds counts of hostile blocks.</summary>
    internal int MinBytes(TypeModel type, HashSet<string> above)
    {
        switch (type.Shape)
        {
            case Shape.Float: return sizeof(float);
            case Shape.Double: return sizeof(double);
            case Shape.FixedArray or Shape.FixedMemory: return type.Size;
            case Shape.Wrapper: return MinBytes(type.Inner!, above);
            case Shape.Record:
                return above.Add(type.CSharp)
                    ? message.Records.First(r => r.CSharp == type.CSharp).Fields.Sum(f => MinBytes(f.Type, [.. above]))
                    : 0;
            default: return 1;
        }
    }
}
