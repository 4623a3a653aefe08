// IProducer<T>: after the first send, a plain field read and one generic call into the client; nothing is looked up and
// nothing is allocated here. Before, sends wait for the schema's id in the order in which they were made. Where rules
// or another version of the schema stand between the codec and the wire, the value is made here first.
// Any thread; _gate orders only the sends that wait.

using System.Runtime.CompilerServices;
using TypedStreams.Client;
using TypedStreams.Rules;
using TypedStreams.Telemetry;

namespace TypedStreams.Producing;

internal sealed class Producer<T>(StreamsConnection connection) : IProducer<T>
    where T : IMessage<T>
{
    private readonly Lock _gate = new();
    private readonly string _topic = connection.NameOf(T.Topic);
    private volatile MessageRoute? _route;
    private WaitingSends? _waiting;

    public ValueTask<RecordPosition> SendAsync(T message, CancellationToken cancellationToken = default) =>
        SendAsync(message, default, cancellationToken);

    public ValueTask<RecordPosition> SendAsync(
        T message, SendOptions options, CancellationToken cancellationToken = default)
    {
        ThrowIfNull(message);
        return Instruments.IsSendingObserved
            ? ObserveAsync(message, options, cancellationToken)
            : SendNowAsync(message, options, cancellationToken);
    }

    private ValueTask<RecordPosition> SendNowAsync(
        T message, SendOptions options, CancellationToken cancellationToken)
    {
        if (_route is not { } route)
        {
            return SendLaterAsync(WaitingSend.Of(message, options), cancellationToken);
        }

        var form = route.Form;
        return form.IsDirect
            ? SendAsync(route, new MessageRecord<T>(message, form), options, form, cancellationToken)
            : SendEncodedAsync(route, message, options, form, cancellationToken);
    }

    private ValueTask<RecordPosition> SendEncodedAsync(
        MessageRoute route, T message, SendOptions options, ValueForm form, CancellationToken cancellationToken) =>
        form.Encode(message, _topic, out var record) is { } refusal
            ? RefuseAsync(route, refusal, record, options, form)
            : SendAsync(route, record, options, form, cancellationToken);

    private static async ValueTask<RecordPosition> RefuseAsync(
        MessageRoute route, RuleException refusal, EncodedRecord record, SendOptions options, ValueForm form)
    {
        await route.RefuseAsync(refusal, record, options, form);
        return default; // never: the refusal is thrown
    }

    private async ValueTask<RecordPosition> ObserveAsync(
        T message, SendOptions options, CancellationToken cancellationToken)
    {
        var observation = Observation.OfSending(_topic);
        Exception? failure = null;
        try
        {
            // A trace that the caller gave a header for is the caller's.
            var own = options.Headers ?? [];
            var traced = own.Any(static header => header.Name == Instruments.TraceParent)
                ? options
                : options with { Headers = [.. own, .. Instruments.Propagated(observation.Activity)] };
            return await SendNowAsync(message, traced, cancellationToken);
        }
        catch (Exception caught)
        {
            failure = caught;
            throw;
        }
        finally
        {
            observation.End(failure);
        }
    }

    public ValueTask<RecordPosition> DeleteAsync(MessageKey key, CancellationToken cancellationToken = default) =>
        _route is { } route
            ? SendAsync(route, new Tombstone(key), default, form: null, cancellationToken)
            : SendLaterAsync(new WaitingSend(key.Bytes, null, default), cancellationToken);

    private ValueTask<RecordPosition> SendAsync<TRecord>(
        MessageRoute route,
        in TRecord record,
        SendOptions options,
        ValueForm? form,
        CancellationToken cancellationToken)
        where TRecord : IRecordWriter
    {
        var sending = route.Producer.SendAsync(
            _topic, record, ClientOptions.Of(options, form?.Headers), cancellationToken);
        return sending.IsCompletedSuccessfully
            ? new ValueTask<RecordPosition>(Position(sending.Result))
            : PositionAsync(sending);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RecordPosition> PositionAsync(ValueTask<ProducedRecord> sending) => Position(await sending);

    private RecordPosition Position(ProducedRecord record) => new(
        _topic, record.Partition, record.Offset, DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs));

    private async ValueTask<RecordPosition> SendLaterAsync(WaitingSend send, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_route is { } route)
            {
                send.SendOn(route);
            }
            else if (_waiting is { } waiting)
            {
                waiting.Add(send);
            }
            else
            {
                _waiting = new WaitingSends();
                _waiting.Add(send);
                _ = OpenAsync(_waiting);
            }
        }

        return Position(await send.Sent.WaitAsync(cancellationToken));
    }

    /// <summary>
    /// Finds the way, then sends what waited; on failure all who waited fail, and the next send tries anew.
    /// </summary>
    private async Task OpenAsync(WaitingSends waiting)
    {
        // Never under the lock of the send that started this.
        await Task.Yield();
        try
        {
            var route = await MessageRoute.OpenAsync<T>(connection, CancellationToken.None);
            lock (_gate)
            {
                waiting.SendAllOn(route);
                _waiting = null;
                _route = route;
            }
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _waiting = null;
            }

            waiting.FailAll(failure);
        }
    }

    private static void ThrowIfNull(T message)
    {
        // Not ArgumentNullException.ThrowIfNull: it would box a struct.
        if (message is null)
        {
            throw new ArgumentNullException(nameof(message));
        }
    }
}
