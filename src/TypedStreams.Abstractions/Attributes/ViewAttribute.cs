namespace TypedStreams;

/// <summary>
/// Makes a <c>readonly ref partial struct</c> a view of a message: the generator writes a property for each member,
/// which reads from the encoded bytes and allocates nothing, and <see cref="IMessageView{TSelf, TMessage}"/>.
/// </summary>
/// <typeparam name="TMessage">The message, a type with <see cref="MessageAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class ViewAttribute<TMessage> : Attribute
{
    /// <summary>
    /// Encoding of the bytes: <see cref="SchemaFormat.Avro"/> or <see cref="SchemaFormat.Protobuf"/>, one that the
    /// message has. Default: the message's <see cref="MessageAttribute.Format"/>, which is what handlers get.
    /// </summary>
    public SchemaFormat Format { get; set; }
}
