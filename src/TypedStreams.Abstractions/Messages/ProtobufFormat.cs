namespace TypedStreams;

/// <summary>
/// Protocol Buffers (proto3), as a type parameter of <see cref="IMessageCodec{TSelf, TFormat}"/>.
/// </summary>
public readonly struct ProtobufFormat : ISchemaFormat
{
    /// <inheritdoc/>
    public static SchemaFormat Format => SchemaFormat.Protobuf;
}
