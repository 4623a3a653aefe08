// IProducer<T>: after the first send, a plain field read and one generic call into the client; nothing is looked up and
// nothing is allocated here. Before, sends wait for the schema's id in the order in which they were made.
// Any thread; _gate orders only the sends that wait.

using System.Runtime.CompilerServices;
using TypedStreams.Client;
using TypedStreams.Telemetry;

namespace TypedStreams.Producing;

internal sealed class Producer<T>(StreamsConnection connection) : IProducer<T>
    where T : IMessage<T>
{
    private readonly Lock _gate = new();
    private readonly string _topic = connection.NameOf(T.Topic);
    private volatile Route? _route;
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
        T message, SendOptions options, CancellationToken cancellationToken) =>
        _route is { } route
            ? SendAsync(route, new MessageRecord<T>(message, route.SchemaId), options, cancellationToken)
            : SendLaterAsync(WaitingSend.Of(message, options), cancellationToken);

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
            ? SendAsync(route, new Tombstone(key), default, cancellationToken)
            : SendLaterAsync(new WaitingSend(key.Bytes, null, default), cancellationToken);

    private ValueTask<RecordPosition> SendAsync<TRecord>(
        Route route, in TRecord record, SendOptions options, CancellationToken cancellationToken)
        where TRecord : IRecordWriter
    {
        var sending = route.Producer.SendAsync(_topic, record, ClientOptions.Of(options), cancellationToken);
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
                send.SendOn(route, _topic);
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
            var route = await FindRouteAsync();
            lock (_gate)
            {
                waiting.SendAllOn(route, _topic);
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

    private async Task<Route> FindRouteAsync()
    {
        var servers = await connection.OpenAsync(CancellationToken.None);
        var topic = connection.EnsureTopicAsync(_topic, CancellationToken.None);
        var subject = connection.NameOf(T.Subject);
        var id = await SchemaRegistrar.GetIdAsync<T>(
            servers.Registry, subject, connection.Options.Producer.RegisterSchemas, CancellationToken.None);
        await topic;
        return new Route(servers.Producer, id);
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

/// <summary>Where a type's messages go once its schema's id is known.</summary>
internal sealed record Route(KafkaProducer Producer, int SchemaId);
