namespace TypedStreams;

/// <summary>
/// How the schema registry subject of a message's value is named (Confluent's four strategies). A record's name is the
/// full name of its Avro schema, the <c>title</c> of its JSON schema, or the full name of its Protobuf message. Keys
/// are no messages of a schema here, so they have no subject.
/// </summary>
public enum SubjectNameStrategy
{
    /// <summary>
    /// <c>&lt;topic&gt;-value</c>: all types of the topic are versions of each other. The default (Confluent's too).
    /// </summary>
    TopicName = 0,

    /// <summary>The record's name: one contract for all topics, and any number of types in a topic.</summary>
    RecordName = 1,

    /// <summary><c>&lt;topic&gt;-&lt;record name&gt;</c>: any number of types in a topic, each its own contract there.
    /// </summary>
    TopicRecordName = 2,

    /// <summary>
    /// What the registry says that the topic's values are associated with (Confluent's from 8.2 on); as
    /// <see cref="TopicName"/> where it says nothing. Decided when the application runs, so it is a setting and not for
    /// an attribute.
    /// </summary>
    Associated = 3,
}
