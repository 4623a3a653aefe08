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
            return values.Contains(500) && Interlocked.Decrement(ref brieflyAway) >= 0 ? throw new BrieflyAwayException()
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

    private async Task<TestApp> StartBatchesAsync(DbDataSource source)
    {
        await RunAsync(source, "CREATE TABLE IF NOT EXISTS entries (name TEXT NOT NULL, number INTEGER NOT NULL)");
        return await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddBatchBooks(),
            services => services.AddSingleton(source).AddSingleton<BatchHook>(),
            ("Partitions", "2"));
    }
}
