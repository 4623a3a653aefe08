// What a group does with the records of one topic; the same for all of its partitions. Settled when the group starts.

using TypedStreams.Consuming.Letters;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

/// <param name="dispatcher">Finds a record's type, and calls the handler.</param>
/// <param name="types">The types of the topic.</param>
/// <param name="concurrency">Records of a partition in work at once.</param>
/// <param name="letters">Where records go that cannot be handled; null when they stop their partition.</param>
/// <param name="time">Waits between attempts, and for what is due.</param>
internal sealed class TopicHandling<THandler>(
    MessageDispatcher<THandler> dispatcher,
    IReadOnlyCollection<MessageType<THandler>> types,
    int concurrency,
    LetterBox? letters,
    TimeProvider time)
    where THandler : class
{
    internal MessageDispatcher<THandler> Dispatcher => dispatcher;

    internal int Concurrency => concurrency;

    internal LetterBox? Letters => letters;

    internal TimeProvider Time => time;

    /// <summary>True when records come back here and have to wait until they are due.</summary>
    internal bool IsRetryTopic => letters is { IsOfRetryTopic: true };

    /// <summary>
    /// True when records are handled one after the other and the first failure stops the partition: the short way.
    /// </summary>
    internal bool IsPlain { get; } =
        concurrency == 1 && letters is null && types.All(type => type.Policy.IsDefault);

    /// <summary>
    /// What is done with a record whose type is not known: what all types of the topic agree on, else nothing.
    /// </summary>
    internal HandlingPolicy CommonPolicy { get; } =
        types.Select(type => type.Policy).Distinct().Count() == 1 ? types.First().Policy : HandlingPolicy.Default;

    /// <summary>The worker of an assigned partition, at least once.</summary>
    internal PartitionWorker NewWorker(TopicPartition partition, IPartitionOwner owner, int bufferedLimit) => IsPlain
        ? new InOrderWorker<THandler>(partition, dispatcher, owner, bufferedLimit)
        : new LaneWorker<THandler>(partition, this, owner, bufferedLimit);
}
