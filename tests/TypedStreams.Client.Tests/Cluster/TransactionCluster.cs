using System.Diagnostics;

namespace TypedStreams.Client.Tests;

/// <summary>
/// Apache Kafka 4.4 behind a proxy that can cut connections, with a coordinator that looks for transactions that are
/// open too long every 200 ms, not every 10 s.
/// </summary>
public class TransactionCluster : KafkaCluster, ITransactionCluster
{
    private readonly CuttingProxy _proxy = new();

    public override string BootstrapServers => $"127.0.0.1:{_proxy.Port}";

    public int Cuts => _proxy.Cuts;

    public int CutEvery
    {
        get => _proxy.CutEvery;
        set => _proxy.CutEvery = value;
    }

    protected override string? Version => "4.4.0";

    protected override string[] Settings =>
    [
        .. base.Settings,
        "transaction.abort.timed.out.transaction.cleanup.interval.ms=200",
        $"advertised.listeners=PLAINTEXT://127.0.0.1:{_proxy.Port}",
    ];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy.Start(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, Port));
    }

    public override async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await base.DisposeAsync();
    }
}

/// <summary>The same, with the cluster's transactions set back to the protocol before KIP-890.</summary>
public sealed class OlderTransactionCluster : TransactionCluster
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (KafkaHome.Missing is not null)
            return;

        string tool = Path.Combine(KafkaHome.Directory, "bin", "kafka-tool");
        using Process process = Process.Start(new ProcessStartInfo(tool,
        [
            "kafka-features", "--bootstrap-server", BootstrapServers, "downgrade", "--feature", "transaction.version=0",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
    }
}
