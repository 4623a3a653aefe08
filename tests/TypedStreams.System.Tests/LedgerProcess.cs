// samples/Ledger as processes of their own, one a stage, under one name so that they go on where the others ended.
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests;

internal sealed class LedgerProcess(string bootstrap, string registry, string database, int transfers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The build put it beside its own project, in the configuration of this one.</summary>
    private static string Assembly => Path.Combine(
        Tools.Root,
        "samples",
        "Ledger",
        Path.GetRelativePath(
            Path.Combine(Tools.Root, "tests", "TypedStreams.System.Tests"), AppContext.BaseDirectory),
        "Ledger.dll");

    /// <summary>Runs a stage to its end; what it printed.</summary>
    public Task<string> CheckAsync(string stage) =>
        Command.CheckAsync(["dotnet", .. Arguments(stage)], patience: Patience);

    /// <summary>Starts a stage that ends when it is told to.</summary>
    public Process Start(string stage) => Process.Start(new ProcessStartInfo("dotnet", Arguments(stage)))!;

    private string[] Arguments(string stage) =>
    [
        Assembly, "--stage", stage, "--transfers", $"{transfers}", "--database", database,
        "--TypedStreams:Embedded=false",
        "--TypedStreams:CreateTopics=true",
        $"--TypedStreams:BootstrapServers={bootstrap}",
        $"--TypedStreams:Registry=http://{registry}",
        "--TypedStreams:Consumer:SessionTimeout=6s", // what each kill costs
        "--TypedStreams:Pipeline:MaxMessages=500",
        "--TypedStreams:Outbox:MaxMessages=300",
    ];
}
