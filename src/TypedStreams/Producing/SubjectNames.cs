// The subject of a message type's values, as the application's settings and the type name it.

using TypedStreams.SchemaRegistry;

namespace TypedStreams.Producing;

internal static class SubjectNames
{
    /// <exception cref="RegistryException">The registry does not say what the topic is associated with.</exception>
    /// <exception cref="InvalidOperationException">There is no such name.</exception>
    internal static async ValueTask<string> OfAsync<T>(
        StreamsConnection connection, RegistryClient registry, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var topic = connection.NameOf(T.Topic);
        return T.HasOwnSubject ? connection.NameOf(T.Subject) : connection.Options.Producer.SubjectNameStrategy switch
        {
            SubjectNameStrategy.RecordName => connection.NameOf(RecordNameOf<T>()),
            SubjectNameStrategy.TopicRecordName => $"{topic}-{RecordNameOf<T>()}",
            SubjectNameStrategy.Associated => await AssociatedAsync(registry, topic, cancellationToken)
                ?? connection.NameOf(T.Subject),
            _ => connection.NameOf(T.Subject),
        };
    }

    // Without a cluster's id, as Confluent's clients ask unless strategy.kafka.cluster.id is set.
    private static async Task<string?> AssociatedAsync(
        RegistryClient registry, string topic, CancellationToken cancellationToken)
    {
        var subjects = await registry.GetAssociatedSubjectsAsync(topic, clusterId: null, cancellationToken);
        return subjects.Count <= 1
            ? subjects.FirstOrDefault()
            : throw new InvalidOperationException(
                $"The values of topic '{topic}' are associated with {subjects.Count} subjects "
                + $"({string.Join(", ", subjects)}). Leave one in the registry, or set "
                + "TypedStreams:Producer:SubjectNameStrategy to another strategy.");
    }

    private static string RecordNameOf<T>()
        where T : IMessage<T> => RecordNames.Of(T.SchemaFormat, T.SchemaText)
        ?? throw new InvalidOperationException(
            $"The schema of {typeof(T).Name} has no name to name its subject by. Give [Message] a Subject.");
}
