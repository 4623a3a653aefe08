namespace TypedStreams;

/// <summary>
/// Apache Avro's binary encoding, as a type parameter of <see cref="IMessageCodec{TSelf, TFormat}"/>.
/// </summary>
public readonly struct AvroFormat : ISchemaFormat
{
    /// <inheritdoc/>
    public static SchemaFormat Format => SchemaFormat.Avro;
}
