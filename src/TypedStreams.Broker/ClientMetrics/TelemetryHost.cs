// Runs the core of client metrics on a shard, unpacks what it accepts, counts it and hands it to the receiver.
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Core.ClientMetrics;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Broker.ClientMetrics;

internal sealed partial class TelemetryHost(
    MetadataService metadata, Shard shard, int maxPushBytes, ITelemetryReceiver? receiver, ILogger logger)
{
    /// <summary>
    /// Most bytes of one push once it is unpacked: 16 MiB, ours; what compresses better than that is no metric.
    /// </summary>
    internal const int MaxUnpackedBytes = 16 << 20;

    private static readonly Meter Meter = new("TypedStreams.Broker");
    private static readonly Counter<long> PushCounter = Meter.CreateCounter<long>(
        "typedstreams.broker.client_metrics.pushes", "{push}", "Pushes of clients' metrics that were received.");

    private static readonly Counter<long> ByteCounter = Meter.CreateCounter<long>(
        "typedstreams.broker.client_metrics.bytes", "By", "Bytes of clients' metrics that were received, unpacked.");

    private readonly TelemetryClients _core = new(maxPushBytes);
    private long _pushes;

    /// <summary>Pushes that were received since the start. Any thread.</summary>
    internal long Pushes => Interlocked.Read(ref _pushes);

    internal Task<GetTelemetrySubscriptionsResponse> SubscribeAsync(
        GetTelemetrySubscriptionsRequest request, TelemetryClient client)
    {
        var freshId = Guid.NewGuid();
        return shard.AskAsync(() => _core.Subscribe(metadata.Image, request, client, freshId, shard.NowMs));
    }

    internal async Task<ErrorCode> PushAsync(PushTelemetryRequest request, TelemetryClient client)
    {
        ErrorCode error = await shard.AskAsync(() => _core.Push(metadata.Image, request, client, shard.NowMs));
        return error == ErrorCode.None && !request.Metrics.IsEmpty ? Receive(request, client) : error;
    }

    private ErrorCode Receive(PushTelemetryRequest request, TelemetryClient client)
    {
        using var unpacked = new PooledBuffer();
        try
        {
            RecordCompression.Decompress(
                (CompressionType)request.CompressionType, request.Metrics, unpacked, MaxUnpackedBytes);
        }
        catch (MalformedMessageException damage)
        {
            LogDamaged(logger, client.ClientId, damage.Message);
            return ErrorCode.InvalidRecord;
        }
        catch (CodecUnavailableException missing)
        {
            LogDamaged(logger, client.ClientId, missing.Message);
            return ErrorCode.UnsupportedCompressionType;
        }

        Interlocked.Increment(ref _pushes);
        PushCounter.Add(1);
        ByteCounter.Add(unpacked.WrittenMemory.Length);
        LogReceived(logger, request.ClientInstanceId, client.ClientId, unpacked.WrittenMemory.Length);
        receiver?.Receive(new ClientTelemetry(
            request.ClientInstanceId, client.ClientId, request.Terminating, unpacked.WrittenMemory));
        return ErrorCode.None;
    }

    [LoggerMessage(1, LogLevel.Debug, "Client {InstanceId} ({ClientId}) pushed {Bytes} bytes of metrics")]
    private static partial void LogReceived(ILogger logger, Guid instanceId, string clientId, int bytes);

    [LoggerMessage(2, LogLevel.Debug, "Metrics of client {ClientId} cannot be read: {Reason}")]
    private static partial void LogDamaged(ILogger logger, string clientId, string reason);
}
