using System.Data.Common;
using Npgsql;

namespace TypedStreams.Tests.Databases;

/// <summary>A database of its own on a PostgreSQL server that tests share.</summary>
public sealed class PostgresDatabase : ITestDatabase
{
    private PostgresDatabase(NpgsqlDataSource source) => Source = source;

    public DbDataSource Source { get; }

    public static async Task<PostgresDatabase> CreateAsync(string server)
    {
        var name = $"t{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(server);
        await using var command = admin.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        var own = new NpgsqlConnectionStringBuilder(server) { Database = name };
        return new PostgresDatabase(NpgsqlDataSource.Create(own));
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
