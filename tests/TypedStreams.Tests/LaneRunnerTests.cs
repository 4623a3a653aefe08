using TypedStreams.Consuming.Lanes;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>For tests that measure the whole process.</summary>
    public const string Name = "alone";
}

[Collection(AloneCollection.Name)]
public class LaneRunnerTests
{
    private const int Records = 200_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 24)]
    public async Task Record_costs_no_memory_of_its_own(int concurrency, int mostBytes)
    {
        var signal = new WakeSignal();
        var runner = new LaneRunner(concurrency, new Nothing(), signal);
        using var batch = FetchedBatch.Of(first: 0, count: 64, next: 64);
        await RunAsync(runner, signal, batch, Records);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(runner, signal, batch, Records);
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Records;

        // Side by side, waking the loop costs a little, and not once a record.
        Assert.InRange(bytes, 0, mostBytes);
    }

    [Fact]
    public async Task Records_are_handed_back_in_their_order_and_a_failed_one_blocks_those_behind_it()
    {
        var signal = new WakeSignal();
        var runner = new LaneRunner(concurrency: 4, new FailsAt(5), signal);
        using var batch = FetchedBatch.Of(first: 0, count: 10, next: 10);
        for (var i = 0; i < 10; i++)
        {
            runner.Add(batch[i]);
        }

        var taken = new List<long>();
        while (runner.Stuck is null)
        {
            while (runner.TryStart())
            {
            }

            await signal.WaitAsync();
            runner.Collect();
            while (runner.TryPeek(out var call))
            {
                taken.Add(call.Record.Offset);
                runner.Take();
            }
        }

        Assert.Equal([0, 1, 2, 3, 4], taken);
        Assert.Equal(5, runner.Stuck.Record.Offset);
        Assert.IsType<InvalidOperationException>(runner.Stuck.Failure);
        await runner.ClearAsync();
        Assert.True(runner.IsEmpty);
    }

    private static async Task RunAsync(LaneRunner runner, WakeSignal signal, Client.ConsumedBatch batch, int records)
    {
        var added = 0;
        var taken = 0;
        while (taken < records)
        {
            for (; added < records && runner.HasRoom; added++)
            {
                runner.Add(batch[added % batch.Count]);
            }

            while (runner.TryStart())
            {
            }

            if (runner.IsRunning)
            {
                await signal.WaitAsync();
            }

            runner.Collect();
            for (; runner.TryPeek(out _); taken++)
            {
                runner.Take();
            }
        }
    }

    private sealed class Nothing : IRecordHandling
    {
        public ValueTask HandleAsync(HandlerCall call) => default;
    }

    private sealed class FailsAt(long offset) : IRecordHandling
    {
        public async ValueTask HandleAsync(HandlerCall call)
        {
            await Task.Yield();
            if (call.Record.Offset == offset)
            {
                throw new InvalidOperationException("This one.");
            }
        }
    }
}
