// A record on its way to its handler, as often as its policy says. One a partition; any number of its records at once.

using System.Runtime.CompilerServices;
using TypedStreams.Consuming.Lanes;
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
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                call.Begin();
                call.Output?.Clear();
                await topic.Dispatcher.DispatchAsync(partition, call.Record, call.Output, cancelled, call);
                return;
            }
            catch (Exception failure) when (IsWorthAnother(call, attempt, failure))
            {
                // Once more, after a pause.
            }

            await Task.Delay(Backoff.Next(call.Policy!, attempt, Random.Shared), topic.Time, stopRequested);
        }
    }

    // What cannot be decoded will not be the next time.
    private bool IsWorthAnother(HandlerCall call, int attempt, Exception failure) =>
        call.IsDecoded && attempt < call.Policy!.Attempts
        && !(failure is OperationCanceledException && stopRequested.IsCancellationRequested);
}
