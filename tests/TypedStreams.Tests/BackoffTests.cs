using TypedStreams.Consuming;

namespace TypedStreams.Tests;

public class BackoffTests
{
    [Fact]
    public void Pause_grows_by_the_factor_up_to_the_longest()
    {
        var policy = new HandlingPolicy { Attempts = 10, Jitter = 0 };

        Assert.Equal(
            [100, 200, 400, 800, 1000, 1000],
            Enumerable.Range(1, 6).Select(attempt => Backoff.Next(policy, attempt, Random.Shared).TotalMilliseconds));
        Assert.Equal(1000, Backoff.Next(policy, attempt: 1_000_000, Random.Shared).TotalMilliseconds);
    }

    [Fact]
    public void Chance_moves_a_pause_by_its_part_at_most_and_both_ways()
    {
        var policy = new HandlingPolicy { FirstDelay = TimeSpan.FromSeconds(1) };
        var random = new Random(7);
        var pauses = Enumerable.Range(0, 1000).Select(_ => Backoff.Next(policy, 1, random).TotalSeconds).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, 0.8, 1.2));
        Assert.True(pauses.Min() < 0.85 && pauses.Max() > 1.15);
    }
}
