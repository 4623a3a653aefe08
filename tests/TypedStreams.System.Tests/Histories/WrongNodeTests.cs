// Who watches the watchman: the checker finds nothing in histories of a node as it is, and something in a history of
// every deliberately wrong one. The wrong ones are built here, in a configuration of their own.
using TypedStreams.Storage;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests.Histories;

public sealed class WrongNodeTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_126;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly Lazy<Task<string>> WrongServer = new(BuildAsync);

    [Fact]
    public async Task Node_as_it_is_has_no_violation()
    {
        IReadOnlyList<Violation> found = await JudgeAsync(ServerProcess.Executable, variant: null, Seed);

        Assert.Empty(found);
    }

    [Theory]
    [InlineData(WrongVariant.LastStableOffsetIgnoresOpenTransactions)]
    [InlineData(WrongVariant.AbortedTransactionsAreNotListed)]
    [InlineData(WrongVariant.FirstMarkerSaysCommit)]
    [InlineData(WrongVariant.LastMarkerIsForgotten)]
    [InlineData(WrongVariant.AbortCommits)]
    [InlineData(WrongVariant.CommitAborts)]
    [InlineData(WrongVariant.PositionsCountBeforeTheCommit)]
    [InlineData(WrongVariant.PositionsAreForgotten)]
    [InlineData(WrongVariant.AcknowledgedBatchIsDropped)]
    [InlineData(WrongVariant.BatchIsWrittenTwice)]
    [InlineData(WrongVariant.RecoveryForgetsTheTail)]
    [InlineData(WrongVariant.RecoveryForgetsOpenTransactions)]
    public async Task Wrong_node_is_caught(WrongVariant variant)
    {
        IReadOnlyList<Violation> found = await JudgeAsync(await WrongServer.Value, variant, Seed);

        Assert.NotEmpty(found);
    }

    private async Task<IReadOnlyList<Violation>> JudgeAsync(string executable, WrongVariant? variant, int seed)
    {
        using var data = new DataDirectory();
        using var patience = new CancellationTokenSource(Limit);
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path)
        {
            Executable = executable,
            Environment = variant is { } wrong
                ? new Dictionary<string, string> { [Wrong.EnvironmentVariable] = wrong.ToString() }
                : [],
            Configs = ["transaction.state.log.num.partitions=3", "offsets.topic.num.partitions=3"],
        });
        var workload = new CopyWorkload(server.Bootstrap, seed);

        await workload.RunAsync(
            isKilled: worker => worker is 1 or 4,
            kill: async () =>
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            },
            patience.Token);

        IReadOnlyList<Violation> found = HistoryChecker.Check(
            workload.History, CopyWorkload.AllInputs, CopyWorkload.InputOf);
        var outcomes = workload.History.Outcomes.Values.CountBy(outcome => outcome);
        output.WriteLine(
            $"{variant}: {string.Join(", ", outcomes)}; {workload.History.Final.Count} records at the end; " +
            $"{string.Join(", ", found.CountBy(violation => violation.Kind))}");
        output.WriteLine(string.Join("\n", found.Take(5)));
        return found;
    }

    private static async Task<string> BuildAsync()
    {
        string project = Path.Combine(Tools.Root, "src", "TypedStreams.Server");
        CommandResult built = await Command.RunAsync(
            ["dotnet", "build", project, "-c", "Wrong", "-v", "q", "-nologo"], patience: TimeSpan.FromMinutes(15));
        Assert.True(built.ExitCode == 0, built.Output);
        return Path.Combine(project, "bin", "Wrong", "net10.0", "tstreams");
    }
}
