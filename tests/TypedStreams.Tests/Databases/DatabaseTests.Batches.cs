using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Databases;

public partial class DatabaseTests
{
    protected async Task BatchesCommitTogetherAsync()
    {
        const int Count = 1000;
        await using var database = await NewDatabaseAsync();
        await using var app = await StartBatchesAsync(database.Source);
        var hook = app.Service<BatchHook>();
        var brieflyAway = 3;
        hook.OnEnter = (call, _) =>
        {
            var values = call.Messages.Cast<Number>().Select(number => number.Value).ToList();
            return values.Contains(500) && Interlocked.Decrement(ref brieflyAway) >= 0
                ? throw new BrieflyAwayException()
                : values.FindIndex(value => value % 89 == 0) is >= 0 and var index
                    ? throw new BatchFailedException(index, new FormatException("Not this one."))
                : values.Any(value => value % 61 == 0) ? throw new InvalidOperationException("One of these.")
                : default;
        };

        await SendAsync(app, 0, Count);
        await ReachedAsync(database.Source, Count);
        await EmptiedAsync(database.Source);
        await app.StopAsync();

        var good = Enumerable.Range(0, Count).Where(value => value % 89 != 0 && value % 61 != 0).ToList();
        Assert.Equal(good, (await EntriesAsync(database.Source)).Order());
        Assert.Equal(
            good.Where(value => value % 2 == 0).Select(value => value * 2),
            (await app.ReadAllAsync<Doubled>()).Select(Value).Order());
        var dead = await app.ReadAllAsync<Number>("numbers.batchbooks.dead");
        Assert.Equal(Enumerable.Range(0, Count).Except(good), dead.Select(number => number.Value).Order());
        Assert.Contains(hook.Handled, call => call.Messages.Count > 1);
    }

    protected async Task EndedInABatchAsync()
    {
        const int Count = 300;
        var prefix = TestApp.NewPrefix();
        await using var database = await NewDatabaseAsync();
        await using (var app = await StartBatchesAsync(database.Source, prefix))
        {
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            app.Service<BatchHook>().OnEnter = async (call, cancellationToken) =>
            {
                if (call.Context.LastOffset > 50)
                {
                    entered.TrySetResult();
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                }
            };
            await SendAsync(app, 0, Count);
            await entered.Task.WaitAsync(Patience);

            // Ended without a stop, in the middle of a batch and its transaction.
        }

        await using var again = await StartBatchesAsync(database.Source, prefix);
        await ReachedAsync(database.Source, Count);
        await EmptiedAsync(database.Source);
        await again.StopAsync();

        Assert.Equal(Enumerable.Range(0, Count), (await EntriesAsync(database.Source)).Order());
        Assert.Equal(
            Enumerable.Range(0, Count / 2).Select(i => i * 4),
            (await again.ReadAllAsync<Doubled>()).Select(Value).Order());
        Assert.Empty(await again.ReadAllAsync("numbers.batchbooks.dead", Letter.Of));
    }

    private async Task<TestApp> StartBatchesAsync(DbDataSource source, string? prefix = null)
    {
        await RunAsync(source, "CREATE TABLE IF NOT EXISTS entries (name TEXT NOT NULL, number INTEGER NOT NULL)");
        return await TestApp.StartAsync(
            servers,
            prefix ?? TestApp.NewPrefix(),
            groups => groups.AddBatchBooks(),
            services => services.AddSingleton(source).AddSingleton<BatchHook>(),
            ("Partitions", "2"));
    }
}
