// The Avro schema model. Immutable after parsing; a recursive schema holds the same object twice, so identity is the
// name reference. Logical types are annotations in Properties, as in the specification: unknown ones change nothing.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

/// <summary>
/// An Avro schema. Immutable and thread-safe once parsed; compare parsed schemas by their stored text.
/// </summary>
public abstract class AvroSchema
{
    private protected AvroSchema(AvroType type, IReadOnlyList<KeyValuePair<string, JsonValue>>? properties)
    {
        Type = type;
        Properties = properties ?? [];
    }

    /// <summary>Which of the fourteen types this is.</summary>
    public AvroType Type { get; }

    /// <summary>Attributes the specification does not reserve, logical types among them, in written order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonValue>> Properties { get; }

    /// <summary>The <c>logicalType</c> annotation, or null.</summary>
    public string? LogicalType => Property("logicalType") is { Kind: JsonKind.String } name ? name.Text : null;

    /// <summary>What a union tells branches apart by: the full name of a named type, else the type's name.</summary>
    public virtual string BranchName => Type.ToString().ToLowerInvariant();

    /// <summary>The property of that name, or null.</summary>
    public JsonValue? Property(string name)
    {
        foreach (var property in Properties)
        {
            if (property.Key == name)
            {
                return property.Value;
            }
        }

        return null;
    }

    /// <summary>The stored text; see <see cref="AvroStoredText"/>.</summary>
    public override string ToString() => AvroStoredText.Of(this);
}

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
public sealed class AvroPrimitive : AvroSchema
{
    internal AvroPrimitive(AvroType type, IReadOnlyList<KeyValuePair<string, JsonValue>>? properties = null)
        : base(type, properties)
    {
    }
}

/// <summary>A record, enum or fixed: the types that have a name.</summary>
public abstract class AvroNamed : AvroSchema
{
    private protected AvroNamed(AvroType type, AvroHeader header)
        : base(type, header.Properties)
    {
        Name = header.Name;
        Doc = header.Doc;
        Aliases = header.Aliases;
    }

    /// <summary>The type's name.</summary>
    public AvroName Name { get; }

    /// <summary>Documentation text, or null.</summary>
    public string? Doc { get; }

    /// <summary>Former full names, which a reader accepts from a writer.</summary>
    public IReadOnlyList<AvroName> Aliases { get; }

    /// <inheritdoc/>
    public override string BranchName => Name.Full;

    /// <summary>What "type" says in a schema text: record, error, enum or fixed.</summary>
    internal string TypeName => this is AvroRecord { IsError: true } ? "error" : Type.ToString().ToLowerInvariant();
}

/// <summary>A record (or error) with fields.</summary>
public sealed class AvroRecord : AvroNamed
{
    internal AvroRecord(AvroHeader header, bool isError)
        : base(AvroType.Record, header) => IsError = isError;

    /// <summary>True when the schema says "error", which encodes like a record.</summary>
    public bool IsError { get; }

    /// <summary>The fields in encoding order. Set once by the parser, after the name is known (recursion).</summary>
    public IReadOnlyList<AvroField> Fields { get; internal set; } = [];

    /// <summary>The field of that name, or null.</summary>
    public AvroField? Field(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
            {
                return field;
            }
        }

        return null;
    }
}

/// <summary>An enum with its symbols.</summary>
public sealed class AvroEnum : AvroNamed
{
    internal AvroEnum(AvroHeader header, IReadOnlyList<string> symbols, string? fallback)
        : base(AvroType.Enum, header)
    {
        Symbols = symbols;
        Default = fallback;
    }

    /// <summary>Symbols; the index is what is encoded.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>What a reader takes for a symbol it does not know, or null.</summary>
    public string? Default { get; }

    /// <summary>Index of the symbol, or -1.</summary>
    public int IndexOf(string symbol)
    {
        for (var i = 0; i < Symbols.Count; i++)
        {
            if (Symbols[i] == symbol)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A fixed number of bytes.</summary>
public sealed class AvroFixed : AvroNamed
{
    internal AvroFixed(AvroHeader header, int size)
        : base(AvroType.Fixed, header) => Size = size;

    /// <summary>Size in bytes, 0 or more.</summary>
    public int Size { get; }
}

/// <summary>An array of one item type.</summary>
public sealed class AvroArray : AvroSchema
{
    internal AvroArray(AvroSchema items, IReadOnlyList<KeyValuePair<string, JsonValue>>? properties)
        : base(AvroType.Array, properties) => Items = items;

    /// <summary>The item type.</summary>
    public AvroSchema Items { get; }
}

/// <summary>A map from string to one value type.</summary>
public sealed class AvroMap : AvroSchema
{
    internal AvroMap(AvroSchema values, IReadOnlyList<KeyValuePair<string, JsonValue>>? properties)
        : base(AvroType.Map, properties) => Values = values;

    /// <summary>The value type.</summary>
    public AvroSchema Values { get; }
}

/// <summary>One of several types.</summary>
public sealed class AvroUnion : AvroSchema
{
    internal AvroUnion(IReadOnlyList<AvroSchema> branches)
        : base(AvroType.Union, null) => Branches = branches;

    /// <summary>The branches; the index is what is encoded.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; }
}

/// <summary>What the three named types have in common while they are built.</summary>
internal sealed record AvroHeader(
    AvroName Name,
    string? Doc,
    IReadOnlyList<AvroName> Aliases,
    IReadOnlyList<KeyValuePair<string, JsonValue>> Properties);
