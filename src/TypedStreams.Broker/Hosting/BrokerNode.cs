// One broker: puts the parts together, starts them in order, stops them in the reverse one.
// Owns every part and nothing else; decides nothing. A failure of any part (a disk, an invariant) surfaces in Failed:
// the node then answers nothing more, and its owner ends the process.
using System.Net;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.ClientMetrics;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Fetching;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Handlers;
using TypedStreams.Broker.Listeners;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Quotas;
using TypedStreams.Broker.Shards;
using TypedStreams.Broker.Shares;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Hosting;

/// <summary>A running broker, in this process. Start one with <see cref="StartAsync"/>.</summary>
public sealed partial class BrokerNode : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly ILogger _logger;
    private readonly NodeFailure _failure = new();
    private readonly ShardSet _shards;
    private readonly LogSyncer _syncer;
    private readonly LogDirectory _directory;
    private readonly MetaProperties _identity;
    private readonly PartitionDirectory _partitions;
    private readonly ClusterController _controller;
    private readonly IKafkaListener _listener;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MetadataLog? _metadataLog;
    private MetadataService? _metadata;
    private LogUpkeep? _upkeep;
    private ClientQuotas? _quotas;
    private TelemetryHost? _telemetry;
    private RequestDispatcher? _dispatcher;
    private bool _isStopped;

    private BrokerNode(BrokerOptions options)
    {
        _options = options;
        _logger = options.Loggers.CreateLogger<BrokerNode>();
        _shards = new ShardSet(options.Shards, options.Time, _failure);
        _syncer = new LogSyncer(_failure, options.Config.SyncThreads);
        _directory = OpenDirectory(options);
        _identity = _directory.Identity!;
        _controller = new ClusterController(options.Config, options.NodeId);
        _partitions = new PartitionDirectory(
            _shards, _directory, _syncer, options.Config, options.NodeId, options.Time);
        _listener = options.IsInProcess
            ? new MemoryListener(options.Config.MaxConnections, ServeAsync, options.Loggers)
            : new KafkaListener(options.Listen, options.Config.MaxConnections, ServeAsync, options.Loggers);
    }

    /// <summary>Where it listens for Kafka clients.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>The address for a client's bootstrap list: <c>host:port</c> as advertised.</summary>
    public string BootstrapServers => $"{AdvertisedHost}:{AdvertisedPort}";

    /// <summary>The cluster's id, 22 characters; made when the data directory was first used.</summary>
    public string ClusterId => _identity.ClusterId;

    /// <summary>
    /// Completes with the reason when the node can no longer be trusted (a failed disk, a broken invariant). Nothing is
    /// acknowledged after that; end the process, and the next start recovers.
    /// </summary>
    public Task<Exception> Failed => _failure.Failed;

    /// <summary>Figures of this node, as they are now.</summary>
    public BrokerFigures Figures => new(
        Connections: _listener.ConnectionCount,
        Topics: _metadata!.Image.Topics.Count,
        Partitions: _metadata.Image.Topics.Values.Sum(topic => topic.Partitions.Length),
        Syncs: _syncer.SyncCount,
        ClientMetricsPushes: _telemetry?.Pushes ?? 0);

    private string AdvertisedHost => _options.AdvertisedHost ?? _listener.EndPoint.Address.ToString();

    private int AdvertisedPort => _options.AdvertisedPort ?? _listener.EndPoint.Port;

    /// <summary>
    /// Starts a broker and returns when it serves. Recovers the data directory first when the last stop was not clean.
    /// </summary>
    /// <exception cref="IOException">The address is in use, or the data directory belongs to another
    /// process.</exception>
    /// <exception cref="InvalidDataException">The data directory belongs to another node, or is damaged.</exception>
    public static async Task<BrokerNode> StartAsync(
        BrokerOptions options, CancellationToken cancellationToken = default)
    {
        var node = new BrokerNode(options);
        try
        {
            await node.StartPartsAsync(cancellationToken);
            return node;
        }
        catch
        {
            await node.StopAsync(isClean: false);
            throw;
        }
    }

    /// <summary>
    /// Stops in order: answers what is under way, syncs and closes every log, marks the stop as clean.
    /// </summary>
    public Task StopAsync() => StopAsync(isClean: true);

    /// <summary>
    /// Stops as if the process had been killed: nothing is synced or closed in order. For tests of recovery.
    /// </summary>
    public Task KillAsync() => StopAsync(isClean: false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(isClean: true);

    /// <summary>A connection without a socket, of a node that was started in process.</summary>
    internal Stream Connect() => ((MemoryListener)_listener).Connect();

    /// <summary>Creates topics as a client's request does.</summary>
    internal Task<CreateTopicsResponse> CreateTopicsAsync(CreateTopicsRequest request)
    {
        Guid[] ids = [.. request.Topics.Select(_ => TopicIds.New())];
        return _metadata!.ChangeAsync(image => _controller.CreateTopics(image, request, ids));
    }

    /// <summary>The name of a topic; null when the id is of none. Any thread.</summary>
    internal string? TopicName(Guid topicId) => _partitions.Find(topicId)?.Name;

    /// <summary>Completes when every shard has done what was posted to it before.</summary>
    internal Task SettleAsync() => Task.WhenAll(_shards.All.Select(shard => shard.AskAsync(static () => { })));

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        await _listener.StartAsync(cancellationToken);
        _metadataLog = await _shards.Metadata.AskAsync(() => MetadataLog.Open(
            _shards.Metadata,
            _directory,
            new QuorumState(_directory),
            _options.NodeId,
            _identity.DirectoryId,
            _syncer));
        await _partitions.ApplyAsync(
            ClusterImage.Empty, _metadataLog.Image, ClusterDelta.To(_metadataLog.Image));
        _metadata = new MetadataService(_shards.Metadata, _metadataLog, _partitions, _failure);
        await RegisterAsync(_metadata);
        _upkeep = new LogUpkeep(
            _partitions, _metadataLog, _shards.Metadata, _options.Config, _options.Time, _failure, _logger);
        var groups = new GroupCoordinators(_partitions, _metadata, _controller, _options.Config);
        var shareStates = new ShareStates(_partitions, _metadata, _controller, _options.Config);
        await shareStates.LoadAsync();
        var shareSessions = new ShareSessionHost(_shards.All[^1], _options.Config.MaxShareSessions, shareStates);
        groups.ShareMemberGone = shareSessions.MemberGone;
        await groups.LoadAsync();
        _metadata.TopicsDeleted = topicIds =>
        {
            shareStates.TopicsDeleted(topicIds);
            groups.TopicsDeleted(topicIds);
        };
        var producerIds = new ProducerIds(_metadata, _options.NodeId);
        var markers = new MarkerWriter(_partitions, groups);
        var transactions = new TransactionCoordinators(
            _partitions, _metadata, _controller, _options.Config, markers, producerIds);
        await transactions.LoadAsync();
        var hosts = new HostNames();
        await hosts.FindAsync(_metadata.Image.Quotas.Entries.Keys.Select(entity => entity.Ip).OfType<string>());
        _quotas = new ClientQuotas(_metadata, _shards, _options.Config, hosts, _options.Time);
        _telemetry = new TelemetryHost(
            _metadata, _shards.All[^1], _options.Config.MaxTelemetryBytes, _options.TelemetryReceiver, _logger);
        _dispatcher = new RequestDispatcher(ServedApis.Create(
            new ServedApis.Parts(
                _metadata,
                _partitions,
                _upkeep,
                new FetchSessionHost(_shards.All[^1], _options.Config.FetchSessionSlots),
                groups,
                transactions,
                shareStates,
                shareSessions,
                markers,
                producerIds,
                _controller,
                _quotas,
                hosts,
                _telemetry,
                _options.Config,
                ClusterId,
                _options.NodeId,
                _directory.Root,
                IsOnDisk: _options is { DataDirectory: not null, Disk: null },
                _options.Time)), _quotas, _options.Faults);
        _ready.SetResult();
        LogServing(_logger, _options.NodeId, BootstrapServers, _metadata.Image.Topics.Count);
    }

    private Task<bool> RegisterAsync(MetadataService metadata)
    {
        var incarnation = Guid.NewGuid();
        return metadata.ChangeAsync(image => new ControllerResult<bool>(
            [
                .. ClusterController.MissingFeatures(image),
                ClusterController.Register(
                    image,
                    _options.NodeId,
                    incarnation,
                    _identity.DirectoryId,
                    AdvertisedHost,
                    AdvertisedPort,
                    _options.Config.Rack),
            ],
            Response: true));
    }

    private async Task ServeAsync(Connection connection)
    {
        // A client may connect while the logs are still being opened; it waits, as it would for a slow network.
        await _ready.Task.WaitAsync(connection.Cut);
        int pauseMs = await _quotas!.AdmitAsync(connection.Peer);
        if (pauseMs > 0)
        {
            // One connection too many for its address: it is closed unserved, and late, so that trying costs time.
            await Task.Delay(TimeSpan.FromMilliseconds(pauseMs), _options.Time, connection.Cut)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var served = new KafkaConnection(
            connection,
            _dispatcher!,
            _options.Config.MaxRequestBytes,
            TimeSpan.FromMilliseconds(_options.Config.MaxIdleMs),
            _logger);
        await served.RunAsync();
    }

    private async Task StopAsync(bool isClean)
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _ready.TrySetCanceled();
        using (var patience = new CancellationTokenSource(isClean ? _options.StopPatience : TimeSpan.Zero))
        {
            await _listener.StopAsync(patience.Token);
        }

        if (_upkeep is not null)
        {
            await _upkeep.DisposeAsync();
        }

        // After a failure no shard may run again: what it holds is let go of as a killed process would.
        isClean = isClean && !_failure.HasFailed && _metadata is not null;
        if (!_failure.HasFailed)
        {
            await CloseLogsAsync(isClean);
        }

        _syncer.Dispose();
        _shards.Dispose();
        await _listener.DisposeAsync();
        _directory.Dispose();
    }

    private async Task CloseLogsAsync(bool isClean)
    {
        if (_metadata is not null)
        {
            await _metadata.DisposeAsync();
        }

        if (isClean)
        {
            await _metadataLog!.DrainAsync();
        }

        LogCheckpoint[] positions = [.. await _partitions.CloseAsync(isClean)];
        if (_metadataLog is { } log)
        {
            await _shards.Metadata.AskAsync(() => log.Close(isClean));
            positions = [.. positions, log.Position];
        }

        if (isClean)
        {
            _directory.Checkpoint(positions);
            _directory.MarkCleanShutdown();
        }
    }

    private static LogDirectory OpenDirectory(BrokerOptions options)
    {
        IDisk disk = options.Disk ?? (options.DataDirectory is null ? new MemoryDisk() : new NativeDisk());
        string root = options.DataDirectory is null ? "/data" : Path.GetFullPath(options.DataDirectory).TrimEnd('/');
        LogDirectory directory = LogDirectory.Open(disk, root, $"process {Environment.ProcessId}");
        if (directory.Identity is null)
        {
            directory.WriteIdentity(
                new MetaProperties(MetaProperties.EncodeId(Guid.NewGuid()), options.NodeId, Guid.NewGuid()));
        }
        else if (directory.Identity.NodeId != options.NodeId)
        {
            int owner = directory.Identity.NodeId;
            directory.Dispose();
            throw new InvalidDataException(
                $"Data directory '{root}' belongs to node {owner}, this is node {options.NodeId}. " +
                $"Start with --node-id {owner} or give another directory.");
        }

        return directory;
    }

    [LoggerMessage(1, LogLevel.Information, "Node {NodeId} serves Kafka clients at {Address} with {Topics} topics")]
    private static partial void LogServing(ILogger logger, int nodeId, string address, int topics);
}

/// <summary>Figures of a running broker.</summary>
/// <param name="Connections">Open client connections.</param>
/// <param name="Topics">Topics, internal ones included.</param>
/// <param name="Partitions">Partitions of all topics.</param>
/// <param name="Syncs">Log syncs since the start.</param>
/// <param name="ClientMetricsPushes">Pushes of clients' metrics that were received since the start.</param>
public readonly record struct BrokerFigures(
    int Connections, int Topics, int Partitions, long Syncs, long ClientMetricsPushes);
