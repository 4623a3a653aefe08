namespace TypedStreams;

/// <summary>How a message's value is encoded.</summary>
public enum SchemaFormat
{
    /// <summary>Apache Avro binary encoding. The default.</summary>
    Avro = 0,

    /// <summary>Protocol Buffers.</summary>
    Protobuf = 1,

    /// <summary>JSON with a JSON Schema.</summary>
    Json = 2,
}
