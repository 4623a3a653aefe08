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

    /// <summary>
    /// Other formats to generate codecs for from the same type; values of the topic in one of them are read as well.
    /// Default: none.
    /// </summary>
    public SchemaFormat[]? AlsoFormats { get; set; }

    /// <summary>
    /// How a JSON reader takes properties that the type does not have: true refuses them, false (the default) skips
    /// them. Avro and Protobuf have no such choice; see <see cref="UnknownFieldsAttribute"/> for Protobuf.
    /// </summary>
    public bool StrictJson { get; set; }

    /// <summary>
    /// Schema registry subject of the value. Default: what <see cref="SubjectNameStrategy"/> says.
    /// </summary>
    public string? Subject { get; set; }

    /// <summary>
    /// How the subject is named; <see cref="Subject"/> goes before it. Default: what the application's
    /// <c>TypedStreams:Producer:SubjectNameStrategy</c> says, which is the topic's name and "-value". Where
    /// schemas are recorded under <c>schemas/</c>, say it here: the folder has the subject's name. Not
    /// <see cref="TypedStreams.SubjectNameStrategy.Associated"/>, which is known only when the application runs.
    /// </summary>
    public SubjectNameStrategy SubjectNameStrategy { get; set; }

    /// <summary>Schema namespace. Default: the C# namespace.</summary>
    public string? Namespace { get; set; }

    /// <summary>
    /// A schema file (.avsc, .proto or .json) that the members of the type are made of: its path as it ends, such as
    /// <c>"contracts/order.avsc"</c>, among the project's AdditionalFiles. The type is then declared without members,
    /// and its file's text is what is registered. Default null: the type's own members make the schema.
    /// </summary>
    public string? Schema { get; set; }

    /// <summary>
    /// The field of <see cref="Schema"/>, or of a type that protoc has made, that is the record key, by its name in the
    /// schema. Default null: none. Types with members of their own mark one with <see cref="KeyAttribute"/>.
    /// </summary>
    public string? Key { get; set; }
}
