// The clients that push their metrics (KIP-714): what each was told to push, and whether it keeps to it. Answers as
// Kafka's manager of client metrics does. What is accepted goes to a receiver of the shell.
// Owned by one shard; time and fresh ids come in.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Broker.Core.ClientMetrics;

/// <summary>The clients of one broker and their subscriptions.</summary>
public sealed class TelemetryClients(int maxPushBytes)
{
    /// <summary>Most clients that are known at a time; the one that was silent longest goes (Kafka 16,384).</summary>
    public const int MaxClients = 16_384;

    // The compression types that a push may use, the best first; none is understood as well.
    private static readonly sbyte[] Compressions =
        [(sbyte)CompressionType.Zstd, (sbyte)CompressionType.Lz4, (sbyte)CompressionType.Gzip,
        (sbyte)CompressionType.Snappy];

    private readonly Dictionary<Guid, Instance> _instances = [];
    private TelemetrySubscriptions? _subscriptions;

    /// <summary>How many clients are known.</summary>
    public int Count => _instances.Count;

    /// <summary>Tells a client what to push; <paramref name="freshId"/> becomes its id when it has none.</summary>
    public GetTelemetrySubscriptionsResponse Subscribe(
        ClusterImage image, GetTelemetrySubscriptionsRequest request, TelemetryClient client, Guid freshId, long nowMs)
    {
        Guid id = request.ClientInstanceId == Guid.Empty ? freshId : request.ClientInstanceId;
        Instance instance = InstanceOf(image, id, client, nowMs);
        bool mayAskEarly = instance.LastError
            is ErrorCode.UnknownSubscriptionId or ErrorCode.UnsupportedCompressionType;
        if (!instance.TryAsk(nowMs) && !mayAskEarly)
        {
            instance.LastError = ErrorCode.ThrottlingQuotaExceeded;
            return new GetTelemetrySubscriptionsResponse { ErrorCode = ErrorCode.ThrottlingQuotaExceeded };
        }

        instance.LastError = ErrorCode.None;
        return new GetTelemetrySubscriptionsResponse
        {
            ClientInstanceId = id,
            SubscriptionId = instance.Subscription.Id,
            AcceptedCompressionTypes = [.. Compressions],
            PushIntervalMs = instance.Subscription.IntervalMs,
            TelemetryMaxBytes = maxPushBytes,
            DeltaTemporality = true,
            RequestedMetrics = [.. instance.Subscription.Metrics],
        };
    }

    /// <summary>Judges a push: None when its metrics are to be received.</summary>
    public ErrorCode Push(ClusterImage image, PushTelemetryRequest request, TelemetryClient client, long nowMs)
    {
        if (KafkaUuid.IsReserved(request.ClientInstanceId))
        {
            return ErrorCode.InvalidRequest;
        }

        Instance instance = InstanceOf(image, request.ClientInstanceId, client, nowMs);
        if (instance.IsTerminating)
        {
            return ErrorCode.InvalidRequest;
        }

        ErrorCode error = !instance.TryPush(nowMs) && !request.Terminating ? ErrorCode.ThrottlingQuotaExceeded
            : request.SubscriptionId != instance.Subscription.Id ? ErrorCode.UnknownSubscriptionId
            : !IsSupported(request.CompressionType) ? ErrorCode.UnsupportedCompressionType
            : request.Metrics.Length > maxPushBytes ? ErrorCode.TelemetryTooLarge
            : ErrorCode.None;
        instance.LastError = error;
        instance.IsTerminating = error == ErrorCode.None && request.Terminating;
        return error;
    }

    private static bool IsSupported(sbyte compression) =>
        compression == (sbyte)CompressionType.None || Compressions.Contains(compression);

    private Instance InstanceOf(ClusterImage image, Guid id, TelemetryClient client, long nowMs)
    {
        _subscriptions = TelemetrySubscriptions.Of(image, _subscriptions);
        if (!_instances.TryGetValue(id, out Instance? instance)
            || !ReferenceEquals(instance.Subscriptions, _subscriptions))
        {
            // With a changed subscription a client begins anew: its next push hears that the old one is unknown.
            MakeRoom(id, nowMs);
            instance = new Instance(_subscriptions, _subscriptions.For(id, client));
            _instances[id] = instance;
        }

        instance.SeenMs = nowMs;
        return instance;
    }

    private void MakeRoom(Guid id, long nowMs)
    {
        if (_instances.Count < MaxClients || _instances.ContainsKey(id))
        {
            return;
        }

        foreach ((Guid known, Instance instance) in _instances)
        {
            if (nowMs - instance.SeenMs > ForgottenAfter(instance))
            {
                _instances.Remove(known);
            }
        }

        if (_instances.Count >= MaxClients)
        {
            _instances.Remove(_instances.MinBy(known => known.Value.SeenMs).Key);
        }
    }

    // Three pushes that did not come, as Kafka waits.
    private static long ForgottenAfter(Instance instance) => 3L * instance.Subscription.IntervalMs;

    private sealed class Instance(TelemetrySubscriptions subscriptions, TelemetrySubscription subscription)
    {
        private long? _askedMs;
        private long? _pushedMs;

        internal TelemetrySubscriptions Subscriptions { get; } = subscriptions;

        internal TelemetrySubscription Subscription { get; } = subscription;

        internal ErrorCode LastError { get; set; }

        internal bool IsTerminating { get; set; }

        internal long SeenMs { get; set; }

        internal bool TryAsk(long nowMs)
        {
            bool may = HasPassed(_askedMs, nowMs) && HasPassed(_pushedMs, nowMs);
            _askedMs = may ? nowMs : _askedMs;
            return may;
        }

        // The first push after the subscription was told may come at any time: clients spread them.
        internal bool TryPush(long nowMs)
        {
            bool may = (_askedMs is { } asked && !(_pushedMs >= asked)) || HasPassed(_pushedMs, nowMs);
            _pushedMs = may ? nowMs : _pushedMs;
            return may;
        }

        private bool HasPassed(long? beforeMs, long nowMs) =>
            beforeMs is not { } before || nowMs - before >= Subscription.IntervalMs;
    }
}
