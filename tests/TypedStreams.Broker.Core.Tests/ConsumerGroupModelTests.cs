using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ConsumerGroupModelTests(ITestOutputHelper output)
{
    // 900 runs of 62 to 250 commands for each of the two assignors; every run then settles.
    private const int Runs = 900;
    private const int ClassicRuns = 700;
    private const int MixedRuns = 400;
    private const int CommandsOfARun = 250;

    [Theory]
    [InlineData(null)]
    [InlineData("range")]
    public void Whatever_happens_no_partition_has_two_owners_and_in_the_end_each_has_one(string? assignor) =>
        Prop.ForAll(
            Stories.Of(CommandsOfARun),
            commands =>
            {
                var world = new ConsumerGroupWorld(assignor);
                foreach (int command in commands)
                {
                    world.Run(command % 24, command / 24);
                }

                world.Settle();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    // Stories of up to 250 commands; those that fail are cut short until nothing can be left out.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Classic_group_and_its_positions_equal_the_model_whatever_happens(bool isCooperative)
    {
        long commands = 0;
        Prop.ForAll(
            Stories.Of(CommandsOfARun),
            story =>
            {
                var world = new ConsumerGroupWorld(isCooperative);
                foreach (int command in story)
                {
                    commands++;
                    world.RunClassic(command % 28, command / 28);
                }

                world.Settle();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(ClassicRuns));
        output.WriteLine($"{commands} commands");
        Assert.True(commands >= 100_000, $"Only {commands} commands ran.");
        string[] places = ["restart", "full", "commit None", "commit IllegalGeneration", "commit UnknownMemberId",
            "commit RebalanceInProgress", "commit CoordinatorNotAvailable"];
        Assert.Superset(places.ToHashSet(), ConsumerGroupWorld.Seen);
    }

    // Found by the one above: a static leader joins and shares; before its assignment is written a topic grows and it
    // joins again. What it then shares must not be lost for what it shared first.
    [Fact]
    public void Leader_that_joins_again_while_its_assignment_is_written_shares_anew()
    {
        var world = new ConsumerGroupWorld(isCooperative: true);
        foreach (int command in (int[])[1008676929, 1894332559, 539839795, 1064663157, 53610215])
        {
            world.RunClassic(command % 28, command / 28);
        }

        world.Settle();
    }

    // Found by it as well: the answer to a static member's join is lost, and it asks again with another subscription.
    [Fact]
    public void Static_member_that_asks_again_with_another_subscription_has_it_once_the_leader_joins()
    {
        var world = new ConsumerGroupWorld(isCooperative: true);
        foreach (int command in (int[])[2097003553, 1595090840, 311110912, 333654920, 1155282160, 1560150915, 23240766,
            909368856])
        {
            world.RunClassic(command % 28, command / 28);
        }

        world.Settle();
    }

    // KIP-848, online migration. 400 runs for each kind of classic member.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_of_both_protocols_come_and_go_and_no_partition_has_two_owners(bool isCooperative)
    {
        int turns = 0;
        Prop.ForAll(
            Stories.Of(CommandsOfARun),
            commands =>
            {
                var world = new ConsumerGroupWorld(isCooperative);
                foreach (int command in commands)
                {
                    world.RunMixed(command % 40, command / 40);
                }

                world.Settle();
                turns += world.Turns;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(MixedRuns));
        Assert.True(turns > MixedRuns, $"The group turned only {turns} times in {MixedRuns} runs.");
    }
}
