using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Databases;

public partial class DatabaseTests
{
    private const int Keys = 16;

    protected abstract Task<ITestDatabase> NewDatabaseAsync();

    private async Task<TestApp> StartAsync(
        string prefix,
        DbDataSource source,
        Action<ITypedStreamsBuilder> groups,
        PipeHook? hook = null,
        params (string Key, string Value)[] settings)
    {
        await RunAsync(source, "CREATE TABLE IF NOT EXISTS entries (name TEXT NOT NULL, number INTEGER NOT NULL)");
        return await TestApp.StartAsync(
            servers,
            prefix,
            groups,
            services => services.AddSingleton(source).AddSingleton(hook ?? new PipeHook()),
            settings);
    }

    private static Task SendAsync(TestApp app, int from, int to)
    {
        var producer = app.Producer<Number>();
        return Task.WhenAll(Enumerable.Range(from, to - from).Select(
            value => producer.SendAsync(new Number($"key-{value % Keys}", value)).AsTask()));
    }

    /// <summary>Waits until the positions in the database add up to so many numbers.</summary>
    private static Task ReachedAsync(DbDataSource source, int count) =>
        UntilAsync(source, "SELECT COALESCE(SUM(next_offset), 0) FROM typedstreams_position", sum => sum >= count);

    /// <summary>Waits until nothing is in the outbox: the last batch is out, and deleted.</summary>
    private static Task EmptiedAsync(DbDataSource source) =>
        UntilAsync(source, "SELECT COUNT(*) FROM typedstreams_outbox", count => count == 0);

    private static async Task UntilAsync(DbDataSource source, string query, Func<long, bool> isReached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isReached(await NumberAsync(source, query)))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<long> NumberAsync(DbDataSource source, string query)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    private static async Task RunAsync(DbDataSource source, string statement)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The numbers in the table, as they were written.</summary>
    private static async Task<List<int>> EntriesAsync(DbDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT number FROM entries";
        await using var rows = await command.ExecuteReaderAsync();
        var numbers = new List<int>();
        while (await rows.ReadAsync())
        {
            numbers.Add(rows.GetInt32(0));
        }

        return numbers;
    }

    private static async Task AddAsync(TestApp app, DbDataSource source, bool commit, params Doubled[] messages)
    {
        var outbox = app.Service<IOutbox>();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var message in messages)
        {
            await outbox.AddAsync(message, transaction);
        }

        await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
    }

    private sealed class BrieflyAwayException() : DbException("Away for a moment.")
    {
        public override bool IsTransient => true;
    }
}
