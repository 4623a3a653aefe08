using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ConsumerGroupModelTests
{
    // 900 runs of 250 commands for each of the two assignors, 225,000 commands each; every run then settles.
    private const int Runs = 900;
    private const int MixedRuns = 400;
    private const int CommandsOfARun = 250;

    [Theory]
    [InlineData(null)]
    [InlineData("range")]
    public void Whatever_happens_no_partition_has_two_owners_and_in_the_end_each_has_one(string? assignor) =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ArrayOf(CommandsOfARun).ToArbitrary(),
            commands =>
            {
                var world = new ConsumerGroupWorld(assignor);
                foreach (int command in commands)
                {
                    world.Run(command % 24, command / 24);
                }

                world.Settle();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    // KIP-848, online migration. 400 runs of 250 commands for each kind of classic member.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_of_both_protocols_come_and_go_and_no_partition_has_two_owners(bool isCooperative)
    {
        int turns = 0;
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ArrayOf(CommandsOfARun).ToArbitrary(),
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
