// The broker that the clients talk to: ours, or Apache Kafka 4.4.0 when TYPEDSTREAMS_CONFORMANCE_TARGET=kafka says so,
// to tell a difference between clients from a defect of ours. One process a test class.
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Matrix;

public class BrokerUnderTest : IAsyncLifetime
{
    private readonly DataDirectory _data = new();
    private ServerProcess? _server;
    private ApacheKafka? _kafka;

    /// <summary>True when Apache Kafka is under test.</summary>
    public static bool IsKafka { get; } =
        Environment.GetEnvironmentVariable("TYPEDSTREAMS_CONFORMANCE_TARGET") == "kafka";

    public string Bootstrap { get; private set; } = "";

    /// <summary>The directory with the partitions.</summary>
    public string LogDirectory => IsKafka ? Path.Combine(_data.Path, "log") : _data.Path;

    /// <summary>Our node; null when Apache Kafka is under test.</summary>
    public ServerProcess? Server => _server;

    /// <summary>KEY=VALUE broker configurations.</summary>
    protected virtual IReadOnlyList<string> Configs => ["num.partitions=3", "group.initial.rebalance.delay.ms=0"];

    public async Task InitializeAsync()
    {
        if (IsKafka)
        {
            _kafka = await ApacheKafka.StartAsync(_data.Path, Configs);
            Bootstrap = _kafka.Bootstrap;
            return;
        }

        _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path) { Configs = Configs });
        Bootstrap = _server.Bootstrap;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_kafka is not null)
        {
            await _kafka.DisposeAsync();
        }

        _data.Dispose();
    }

    public Task CreateTopicAsync(string topic, int partitions) =>
        ConfluentDotNetClient.CreateTopicsAsync(Bootstrap, partitions, topic);
}
