// The application's database, as groups and the outbox use it: the data source, and its tables, made at the first need.

using System.Data.Common;
using TypedStreams.Databases;

namespace TypedStreams.Outbox;

internal sealed class OutboxDatabase(DbDataSource? source, bool isRelayed, TypedStreamsOptions options)
{
    private readonly SemaphoreSlim _gate = new(1);
    private Dialect? _dialect;

    /// <summary>True when this application publishes what is in the outbox.</summary>
    internal bool IsRelayed => isRelayed;

    internal OutboxSignal Signal { get; } = new();

    /// <exception cref="InvalidOperationException">The application has no data source.</exception>
    internal DbDataSource Source => source ?? throw new InvalidOperationException(
        "Handlers or the outbox need the application's database, and no System.Data.Common.DbDataSource is registered. "
        + "Register one: builder.Services.AddSingleton<DbDataSource>(NpgsqlDataSource.Create(\"Host=...\")), or "
        + "SqliteFactory.Instance.CreateDataSource(\"Data Source=...\").");

    /// <summary>Sees to the tables, once.</summary>
    /// <exception cref="DbException">The database cannot be reached, or refuses the tables.</exception>
    internal async Task<Dialect> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _dialect ??= await CreateTablesAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Dialect> CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        var dialect = Dialect.Of(connection);
        foreach (var statement in options.Database.CreateTables ? dialect.Tables : [])
        {
            try
            {
                await connection.Command(statement).RunAsync(cancellationToken);
            }
            catch (DbException)
            {
                // PostgreSQL refuses the second of two that create a table at once; by now the first one has.
                await connection.Command(statement).RunAsync(cancellationToken);
            }
        }

        return dialect;
    }
}
