// Which topics a request names, by name or by id.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Embedding;

internal static class FaultTopics
{
    private static readonly ApiKey[] Naming =
    [
        ApiKey.Produce, ApiKey.Fetch, ApiKey.ListOffsets, ApiKey.Metadata, ApiKey.OffsetCommit, ApiKey.OffsetFetch,
        ApiKey.OffsetForLeaderEpoch, ApiKey.AddPartitionsToTxn, ApiKey.TxnOffsetCommit, ApiKey.CreateTopics,
        ApiKey.DeleteTopics,
    ];

    /// <exception cref="NotSupportedException">Requests of this API do not name topics.</exception>
    internal static void RequireNamed(ApiKey api)
    {
        if (!Naming.Contains(api))
        {
            throw new NotSupportedException(
                $"A fault for {api} cannot be limited to a topic; that is possible for {string.Join(", ", Naming)}.");
        }
    }

    /// <summary>The names; an id that is of no topic here has none.</summary>
    internal static IEnumerable<string?> Of(object request, Func<Guid, string?> nameOf)
    {
        string? Name(string? name, Guid id) => string.IsNullOrEmpty(name) ? nameOf(id) : name;
        return request switch
        {
            ProduceRequest produce => produce.TopicData.Select(topic => Name(topic.Name, topic.TopicId)),
            FetchRequest fetch => fetch.Topics.Select(topic => Name(topic.Topic, topic.TopicId)),
            ListOffsetsRequest list => list.Topics.Select(topic => topic.Name),
            MetadataRequest metadata => (metadata.Topics ?? []).Select(topic => Name(topic.Name, topic.TopicId)),
            OffsetCommitRequest commit => commit.Topics.Select(topic => Name(topic.Name, topic.TopicId)),
            OffsetFetchRequest fetch => (fetch.Topics ?? []).Select(topic => topic.Name)
                .Concat(fetch.Groups.SelectMany(group => group.Topics ?? [])
                    .Select(topic => Name(topic.Name, topic.TopicId))),
            OffsetForLeaderEpochRequest epochs => epochs.Topics.Select(topic => topic.Topic),
            AddPartitionsToTxnRequest add => add.V3AndBelowTopics
                .Concat(add.Transactions.SelectMany(transaction => transaction.Topics)).Select(topic => topic.Name),
            TxnOffsetCommitRequest commit => commit.Topics.Select(topic => Name(topic.Name, topic.TopicId)),
            CreateTopicsRequest create => create.Topics.Select(topic => topic.Name),
            DeleteTopicsRequest delete => delete.TopicNames
                .Concat(delete.Topics.Select(topic => Name(topic.Name, topic.TopicId)!)),
            _ => [],
        };
    }
}
