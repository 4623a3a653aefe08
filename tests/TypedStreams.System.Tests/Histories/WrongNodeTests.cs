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

    // All of them run side by side, few at a time: a history is mostly waiting for members to join.
    private const int SideBySide = 4;
    private static readonly SemaphoreSlim Places = new(SideBySide);

    private static readonly Lazy<Dictionary<WrongVariant, Task<Judgement>>> WrongNodes = new(() =>
    {
        Task<string> server = BuildAsync();
        return Enum.GetValues<WrongVariant>().ToDictionary(
            variant => variant, async variant => await JudgeAsync(await server, variant, Seed));
    });

    [Fact]
    public async Task Node_as_it_is_has_no_violation()
    {
        Judgement judgement = await JudgeAsync(ServerProcess.Executable, variant: null, Seed);

        output.WriteLine(judgement.Summary);
        Assert.Empty(judgement.Found);
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
        Judgement judgement = await WrongNodes.Value[variant];

        output.WriteLine(judgement.Summary);
        Assert.NotEmpty(judgement.Found);
    }

    private static async Task<Judgement> JudgeAsync(string executable, WrongVariant? variant, int seed)
    {
        await Places.WaitAsync();
        try
        {
            return await RunAsync(executable, variant, seed);
        }
        finally
        {
            Places.Release();
        }
    }

    private static async Task<Judgement> RunAsync(string executable, WrongVariant? variant, int seed)
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
            isKilled: worker => worker is 1 or 3,
            kill: async () =>
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            },
            patience.Token);

        IReadOnlyList<Violation> found = HistoryChecker.Check(
            workload.History, CopyWorkload.AllInputs, CopyWorkload.InputOf);
        var outcomes = workload.History.Outcomes.Values.CountBy(outcome => outcome);
        return new Judgement(
            found,
            $"{string.Join(", ", outcomes)}; {workload.History.Final.Count} records at the end; " +
            $"{string.Join(", ", found.CountBy(violation => violation.Kind))}\n{string.Join("\n", found.Take(3))}");
    }

    private sealed record Judgement(IReadOnlyList<Violation> Found, string Summary);

    private static async Task<string> BuildAsync()
    {
        string project = Path.Combine(Tools.Root, "src", "TypedStreams.Server");
        CommandResult built = await Command.RunAsync(
            ["dotnet", "build", project, "-c", "Wrong", "-v", "q", "-nologo"], patience: TimeSpan.FromMinutes(15));
        Assert.True(built.ExitCode == 0, built.Output);
        return Path.Combine(project, "bin", "Wrong", "net10.0", "tstreams");
    }
}
