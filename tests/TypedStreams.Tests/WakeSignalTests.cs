using System.Collections.Concurrent;
using TypedStreams.Consuming.Lanes;

namespace TypedStreams.Tests;

public class WakeSignalTests
{
    [Fact]
    public async Task Wake_up_before_the_wait_is_not_lost()
    {
        var signal = new WakeSignal();
        signal.Wake();
        signal.Wake();

        await signal.WaitAsync();
        var second = signal.WaitAsync();

        Assert.False(second.IsCompleted);
        signal.Wake();
        await second;
    }

    [Fact]
    public async Task Loop_sees_everything_that_several_threads_hand_over()
    {
        const int Threads = 4;
        const int Each = 50_000;
        var signal = new WakeSignal();
        var queue = new ConcurrentQueue<int>();
        var writers = Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                queue.Enqueue(i);
                signal.Wake();
            }
        })).ToArray();

        var seen = 0;
        var reader = Task.Run(async () =>
        {
            while (seen < Threads * Each)
            {
                await signal.WaitAsync();
                while (queue.TryDequeue(out _))
                {
                    seen++;
                }
            }
        });

        await Task.WhenAll(writers);
        await reader.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
