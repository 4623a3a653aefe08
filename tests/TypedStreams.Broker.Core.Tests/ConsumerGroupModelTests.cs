using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ConsumerGroupModelTests
{
    // 900 runs of 250 commands for each of the two assignors, 225,000 commands each; every run then settles.
    private const int Runs = 900;
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
}
