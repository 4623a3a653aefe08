namespace TypedStreams;

/// <summary>Where a value says which schema it was written with. Consumers here read both.</summary>
public enum SchemaIdPlace
{
    /// <summary>
    /// Before the value: a zero byte and the id, four bytes; for Protobuf then the place of the message. The default
    /// (Confluent's too), which every client reads.
    /// </summary>
    Prefix = 0,

    /// <summary>
    /// In the header <c>__value_schema_id</c>: a byte of one and the schema's GUID; the value is bare. Needs a registry
    /// that gives GUIDs (this one, Confluent's from 8.0 on) and consumers that look into headers.
    /// </summary>
    Header = 1,
}
