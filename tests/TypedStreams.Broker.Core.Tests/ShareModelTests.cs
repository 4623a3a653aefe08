using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ShareModelTests
{
    // 600 runs of 250 commands; every run then settles.
    private const int Runs = 600;
    private const int CommandsOfARun = 250;

    [Fact]
    public void Whatever_happens_a_record_is_held_once_counted_right_and_in_the_end_finished_or_given_up() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ArrayOf(CommandsOfARun).ToArbitrary(),
            commands =>
            {
                var world = new ShareWorld();
                foreach (int command in commands)
                {
                    world.Run(command % 24, command / 24);
                }

                world.Settle();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
}
