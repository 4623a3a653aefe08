// What a group does with the records of one topic; the same for all of its partitions. Settled when the group starts.

using TypedStreams.Client;
using TypedStreams.Consuming.Batches;
using TypedStreams.Consuming.Letters;
using TypedStreams.Protocol;
using TypedStreams.Rules;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Consuming;

/// <param name="dispatcher">Finds a record's type, and calls the handler.</param>
/// <param name="types">The types of the topic.</param>
/// <param name="concurrency">Records of a partition in work at once.</param>
/// <param name="letters">Where records go that cannot be handled; null when they stop their partition.</param>
/// <param name="ensureTopic">Creates the topic that a rule names for what it refuses, where that is to be done.</param>
/// <param name="time">Waits between attempts, and for what is due.</param>
internal sealed class TopicHandling<THandler>(
    MessageDispatcher<THandler> dispatcher,
    IReadOnlyCollection<MessageType<THandler>> types,
    int concurrency,
    LetterBox? letters,
    Func<string, Task> ensureTopic,
    TimeProvider time)
    where THandler : class
{
    /// <summary>The registry's answer to an id that it has never given.</summary>
    private const int NoSuchSchema = 40403;

    internal MessageDispatcher<THandler> Dispatcher => dispatcher;

    internal int Concurrency => concurrency;

    internal LetterBox? Letters => letters;

    internal TimeProvider Time => time;

    /// <summary>True when records come back here and have to wait until they are due.</summary>
    internal bool IsRetryTopic => letters is { IsOfRetryTopic: true };

    /// <summary>True when a handler of the topic takes several messages in a call: then all are collected.</summary>
    internal bool IsBatched { get; } = types.Any(type => type.IsBatch);

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

    /// <summary>True when the handler is to be called again for this delivery.</summary>
    /// <param name="call">How far the failed call came.</param>
    /// <param name="calls">Calls for this delivery, that one included.</param>
    internal static bool IsWorthAnother(CallProgress call, int calls) =>
        call.IsDecoded && calls < call.Policy!.Attempts;

    /// <summary>True when the record is to be put aside rather than to stop its partition.</summary>
    internal bool IsForLetters(CallProgress call, Exception failure) =>
        letters is not null && (call.Policy ?? CommonPolicy).DeadLetters && (call.IsDecoded || IsUnreadable(failure));

    /// <summary>The letter for a record that is put aside.</summary>
    internal async ValueTask<Letter> AddressAsync(
        TopicPartition partition, ConsumedRecord record, CallProgress call, Exception failure)
    {
        if (failure is RuleException { DeadLetterTopic: { } named })
        {
            await ensureTopic(named);
        }

        var delivered = IsRetryTopic ? Delivered.Of(partition, record) : Delivered.First(partition, record);
        var attempts = call.IsDecoded ? call.Attempt : delivered.Attempts;
        var letter = letters!.Address(record, delivered, attempts, failure, isReadable: call.IsDecoded);
        letters.Log(partition, record.Offset, letter, failure);
        return letter;
    }

    private static bool IsUnreadable(Exception failure) => failure
        is UnreadableMessageException
        or RuleException { Mode: RuleMode.Read }
        or MalformedDataException
        or RegistryException { Code: NoSuchSchema };

    /// <summary>The worker of an assigned partition, at least once.</summary>
    internal PartitionWorker NewWorker(TopicPartition partition, IPartitionOwner owner, int bufferedLimit) => IsBatched
        ? new BatchWorker<THandler>(partition, this, owner, bufferedLimit)
        : IsPlain
        ? new InOrderWorker<THandler>(partition, dispatcher, owner, bufferedLimit)
        : new LaneWorker<THandler>(partition, this, owner, bufferedLimit);
}
