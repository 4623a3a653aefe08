namespace TypedStreams;

/// <summary>
/// Makes a partial record, class or struct a message: the generator writes its codec, key and schema
/// (<see cref="IMessage{TSelf}"/>).
/// </summary>
/// <param name="topic">The Kafka topic: 1 to 249 characters of letters, digits, '.', '_' and '-'.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class MessageAttribute(string topic) : Attribute
{
    /// <summary>The Kafka topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>Encoding of the value. Default <see cref="SchemaFormat.Avro"/>.</summary>
    public SchemaFormat Format { get; set; }

    /// <summary>Schema registry subject of the value. Default: the topic's name and "-value".</summary>
    public string? Subject { get; set; }

    /// <summary>Schema namespace. Default: the C# namespace.</summary>
    public string? Namespace { get; set; }
}
