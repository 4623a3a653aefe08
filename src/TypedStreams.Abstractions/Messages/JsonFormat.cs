namespace TypedStreams;

/// <summary>
/// JSON with a JSON Schema, as a type parameter of <see cref="IMessageCodec{TSelf, TFormat}"/>.
/// </summary>
public readonly struct JsonFormat : ISchemaFormat
{
    /// <inheritdoc/>
    public static SchemaFormat Format => SchemaFormat.Json;
}
