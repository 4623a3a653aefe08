// A record on its way to its handler, as often as its policy says, and then to where it is put aside. One a partition;
// any number of its records at once. What a failure is about decides what follows: a handler that failed is called
// again, then the record goes to the next delivery or to the dead letters; what cannot be read goes to the dead letters
// at once; anything else (a registry that is away, a service that cannot be made) stops the partition, because it is
// not the record's fault.

using System.Runtime.CompilerServices;
using TypedStreams.Consuming.Lanes;
using TypedStreams.Consuming.Letters;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

/// <param name="partition">Where the records are.</param>
/// <param name="topic">How they are handled.</param>
/// <param name="stopRequested">Cancelled when a stop begins: waiting ends, the record is not handled.</param>
/// <param name="cancelled">For handlers: cancelled when a stop has waited long enough.</param>
internal sealed class RecordHandling<THandler>(
    TopicPartition partition,
    TopicHandling<THandler> topic,
    CancellationToken stopRequested,
    CancellationToken cancelled) : IRecordHandling
    where THandler : class
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask HandleAsync(HandlerCall call)
    {
        var delivered = topic.IsRetryTopic ? Delivered.Of(partition, call.Record) : default(Delivered?);
        for (var attempt = 1; ; attempt++)
        {
            Exception failure;
            try
            {
                call.Begin((delivered?.Attempts ?? 0) + attempt, delivered?.Origin);
                call.Output?.Clear();
                await topic.Dispatcher.DispatchAsync(partition, call.Record, call.Output, cancelled, call);
                return;
            }
            catch (Exception caught) when (IsWorthAnother(call, attempt, caught) || IsForLetters(call, caught))
            {
                failure = caught;
            }

            if (!IsWorthAnother(call, attempt, failure))
            {
                await PutAsideAsync(call, failure);
                return;
            }

            await Task.Delay(Backoff.Next(call.Policy!, attempt, Random.Shared), topic.Time, stopRequested);
        }
    }

    private bool IsWorthAnother(HandlerCall call, int attempt, Exception failure) =>
        TopicHandling<THandler>.IsWorthAnother(call, attempt) && !IsCutOff(failure);

    private bool IsForLetters(HandlerCall call, Exception failure) =>
        !IsCutOff(failure) && topic.IsForLetters(call, failure);

    private bool IsCutOff(Exception failure) =>
        failure is OperationCanceledException && stopRequested.IsCancellationRequested;

    private async Task PutAsideAsync(HandlerCall call, Exception failure)
    {
        var letters = topic.Letters!;
        var letter = await topic.AddressAsync(partition, call.Record, call, failure);
        call.Output?.Clear();
        if (letters.IsTransactional)
        {
            call.Letter = letter;
        }
        else
        {
            await letters.SendAsync(letter, failure);
        }
    }
}
