using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

/// <summary>A field of a record.</summary>
public sealed class AvroField
{
    internal AvroField(string name, AvroSchema schema, int position)
    {
        Name = name;
        Schema = schema;
        Position = position;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>The field's type.</summary>
    public AvroSchema Schema { get; }

    /// <summary>Zero-based place in the record.</summary>
    public int Position { get; }

    /// <summary>Documentation text, or null.</summary>
    public string? Doc { get; internal set; }

    /// <summary>The default a reader takes when the writer has no such field; null when there is none.</summary>
    public JsonValue? Default { get; internal set; }

    /// <summary>"ascending" (the default), "descending" or "ignore".</summary>
    public string Order { get; internal set; } = "ascending";

    /// <summary>Former names, which a reader accepts from a writer.</summary>
    public IReadOnlyList<string> Aliases { get; internal set; } = [];

    /// <summary>Attributes the specification does not reserve, in written order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonValue>> Properties { get; internal set; } = [];
}
