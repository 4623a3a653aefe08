// A broker for tests and for places that are too small for a server: one node with what a test wants to hold in its
// hands: its faults, its clock, its end. Owns the node and, in memory, the disk that outlives a restart. Any thread.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;

namespace TypedStreams.Broker.Embedding;

/// <summary>
/// The real broker in this process, ready in milliseconds: <c>await using var broker = await
/// EmbeddedBroker.StartAsync();</c>.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private const string Host = "embedded";
    private const int Port = 9092;

    // A client that waits for records is not worth waiting for.
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(100);

    private readonly EmbeddedBrokerOptions _options;
    private readonly IDisk? _disk;
    private BrokerNode _node = null!;

    private EmbeddedBroker(EmbeddedBrokerOptions options)
    {
        _options = options;
        _disk = options.DataDirectory is null ? new MemoryDisk() : null;
        Faults = new BrokerFaults(options.Time, id => _node.TopicName(id));
    }

    /// <summary>
    /// For a client's bootstrap list. In process it is a name that only <see cref="ConnectAsync"/> knows.
    /// </summary>
    public string BootstrapServers => _node.BootstrapServers;

    /// <summary>What it does wrong on request.</summary>
    public BrokerFaults Faults { get; }

    /// <summary>The clock that it was given.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>How it is reached.</summary>
    public EmbeddedTransport Transport => _options.Transport;

    /// <summary>Completes with the reason when it can no longer be trusted, such as a failed disk.</summary>
    public Task<Exception> Failed => _node.Failed;

    /// <summary>Starts a broker and returns when it serves and has its topics.</summary>
    /// <param name="options">How; null is all defaults: in memory, over loopback.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">A setting or a topic is not allowed; the message says which.</exception>
    /// <exception cref="IOException">The data directory belongs to another process.</exception>
    public static async Task<EmbeddedBroker> StartAsync(
        EmbeddedBrokerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var broker = new EmbeddedBroker(options ?? new EmbeddedBrokerOptions());
        BrokerConfig config = broker.ReadSettings();
        broker._node = await BrokerNode.StartAsync(broker.NodeOptions(config, port: 0), cancellationToken);
        try
        {
            await broker.CreateTopicsAsync(broker._options.Topics, mayExist: true);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Opens a connection without a socket, as <c>KafkaClientOptions.Connect</c> wants it. Only with
    /// <see cref="EmbeddedTransport.InProcess"/>.
    /// </summary>
    /// <param name="host">The host of <see cref="BootstrapServers"/>.</param>
    /// <param name="port">Its port.</param>
    /// <param name="cancellationToken">Not needed: it does not wait.</param>
    /// <exception cref="IOException">There is no such broker, or it has stopped.</exception>
    /// <exception cref="InvalidOperationException">It is reached over loopback.</exception>
    public ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (_options.Transport != EmbeddedTransport.InProcess)
        {
            throw new InvalidOperationException(
                "This embedded broker is reached over TCP. Leave KafkaClientOptions.Connect null, or start it with "
                + "Transport = EmbeddedTransport.InProcess.");
        }

        return host == Host && port == Port
            ? ValueTask.FromResult(_node.Connect())
            : throw new IOException($"There is no broker {host}:{port} in this process, only {BootstrapServers}.");
    }

    /// <summary>Creates a topic.</summary>
    /// <exception cref="ArgumentException">It exists, or is not allowed; the message says why.</exception>
    public Task CreateTopicAsync(EmbeddedTopic topic) => CreateTopicsAsync([topic], mayExist: false);

    /// <summary>
    /// Moves its clock, which must be a <see cref="VirtualClock"/>, and waits until the broker has done what came due:
    /// sessions that expired, requests whose time was up. What a disk or a client then does may come later.
    /// </summary>
    /// <param name="by">How far; not negative.</param>
    /// <param name="step">
    /// The longest leap: after each, what came due is worked off, so that a duty may set the next one. Default: all at
    /// once, where timers still fire in order.
    /// </param>
    /// <exception cref="InvalidOperationException">It runs on another clock.</exception>
    public async Task AdvanceAsync(TimeSpan by, TimeSpan? step = null)
    {
        if (_options.Time is not VirtualClock clock)
        {
            throw new InvalidOperationException(
                "Only a virtual clock can be moved: start with Time = new VirtualClock().");
        }

        for (TimeSpan left = by; left > TimeSpan.Zero;)
        {
            TimeSpan leap = step is { } longest && longest < left ? longest : left;
            clock.Advance(leap);
            left -= leap;

            // An alarm of a shard posts to it; what that posts to another shard is behind the second barrier.
            await _node.SettleAsync();
            await _node.SettleAsync();
        }
    }

    /// <summary>
    /// Stops it and starts it again on the same data, at the same address. Clients lose their connections and come
    /// back.
    /// </summary>
    /// <param name="isCrash">True stops it as if the process had been killed. Default false: in order.</param>
    public async Task RestartAsync(bool isCrash = false)
    {
        int port = _node.EndPoint.Port;
        await StopAsync(isCrash);
        Faults.Resume();
        _node = await BrokerNode.StartAsync(NodeOptions(ReadSettings(), port));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(isCrash: false);
        Faults.Clear();
    }

    private Task StopAsync(bool isCrash)
    {
        Faults.LetGo();
        return isCrash ? _node.KillAsync() : _node.StopAsync();
    }

    private BrokerConfig ReadSettings()
    {
        try
        {
            return BrokerConfig.From(_options.Settings);
        }
        catch (ConfigException wrong)
        {
            throw new ArgumentException(wrong.Message, nameof(_options.Settings), wrong);
        }
    }

    private BrokerOptions NodeOptions(BrokerConfig config, int port)
    {
        bool isInProcess = _options.Transport == EmbeddedTransport.InProcess;
        return new BrokerOptions
        {
            DataDirectory = _options.DataDirectory,
            Disk = _disk,
            Listen = new(System.Net.IPAddress.Loopback, port),
            AdvertisedHost = isInProcess ? Host : null,
            AdvertisedPort = isInProcess ? Port : null,
            Config = config,
            Time = _options.Time,
            Loggers = _options.Loggers,
            IsInProcess = isInProcess,
            Faults = Faults,
            StopPatience = StopPatience,
        };
    }

    private async Task CreateTopicsAsync(IReadOnlyList<EmbeddedTopic> topics, bool mayExist)
    {
        if (topics.Count == 0)
        {
            return;
        }

        CreateTopicsResponse created = await _node.CreateTopicsAsync(new CreateTopicsRequest
        {
            Topics = [.. topics.Select(topic => new CreatableTopic
            {
                Name = topic.Name,
                NumPartitions = topic.Partitions,
                ReplicationFactor = 1,
                Configs = [.. topic.Configs.Select(
                    set => new CreatableTopicConfig { Name = set.Key, Value = set.Value })],
            })],
        });
        foreach (var topic in created.Topics)
        {
            if (topic.ErrorCode != ErrorCode.None && !(mayExist && topic.ErrorCode == ErrorCode.TopicAlreadyExists))
            {
                throw new ArgumentException(
                    $"Topic '{topic.Name}' cannot be created: {topic.ErrorMessage} ({topic.ErrorCode})");
            }
        }
    }
}
