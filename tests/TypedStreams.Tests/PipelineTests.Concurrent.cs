using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public partial class PipelineTests
{
    protected async Task ResultsInOrderAsync()
    {
        const int Count = 8;
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddDoubler(), OnePartition);
        var ended = Enumerable.Range(0, Count + 1).Select(_ => NewSource()).ToArray();
        ended[Count].SetResult();
        Hook(app).OnEnter = async (number, _, cancellationToken) =>
        {
            // Each waits for the one after it: the last input is the first to be done.
            await ended[number.Value + 1].Task.WaitAsync(Patience, cancellationToken);
            ended[number.Value].SetResult();
        };

        await SendAsync(app, 0, Count);
        await CommittedAsync(app, "doubler", Count);
        await app.StopAsync();

        Assert.Equal(Enumerable.Range(0, Count).Select(i => i * 2), (await app.ReadAllAsync<Doubled>()).Select(Value));
    }

    protected async Task CommitDoesNotWaitAsync()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddDoubler(), OnePartition);
        var gate = NewSource();
        Hook(app).OnEnter = async (number, _, cancellationToken) =>
        {
            if (number.Value == 3)
            {
                await gate.Task.WaitAsync(Patience, cancellationToken);
            }
        };

        await SendAsync(app, 0, 8);
        await HandledAsync(app, 8);
        await CommittedAsync(app, "doubler", 3);
        Assert.Equal(3, (await app.CommittedAsync("doubler", "numbers"))[0]);
        gate.SetResult();
        await CommittedAsync(app, "doubler", 8);
        await app.StopAsync();

        Assert.Equal(Enumerable.Range(0, 8).Select(i => i * 2), (await app.ReadAllAsync<Doubled>()).Select(Value));
        Assert.Equal(8, Hook(app).Calls);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
