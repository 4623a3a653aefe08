using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Broker.Core.StreamsGroups;
using Xunit.Abstractions;

namespace TypedStreams.Broker.Core.Tests;

public sealed class StreamsGroupModelTests(ITestOutputHelper output)
{
    private const int Runs = 800;
    private const int CommandsOfARun = 250;

    // 800 runs of 62 to 250 commands; every run then settles.
    [Fact]
    public void Whatever_happens_no_task_is_processed_twice_and_in_the_end_each_is_once()
    {
        long commands = 0;
        Prop.ForAll(
            Stories.Of(CommandsOfARun),
            story =>
            {
                var world = new StreamsGroupWorld(
                    new StreamsGroupOptions { StandbyReplicas = 1, InitialRebalanceDelayMs = 500 });
                foreach (int command in story)
                {
                    commands++;
                    world.Run(command % 24, command / 24);
                }

                world.Settle();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
        output.WriteLine($"{commands} commands");
        Assert.True(commands >= 100_000, $"Only {commands} commands ran.");
        string[] places = ["restart", "restart of what is written", "source gone", "refused", "standby", "no standby"];
        Assert.Superset(places.ToHashSet(), StreamsGroupWorld.Seen);
    }
}
