using System.Data.Common;
using Microsoft.Data.Sqlite;
using TypedStreams.Testing;

namespace TypedStreams.Tests.Databases;

/// <summary>SQLite in a file that goes away with the test.</summary>
public sealed class SqliteDatabase : ITestDatabase
{
    private readonly DataDirectory _directory = new();

    public SqliteDatabase() => Source = SqliteFactory.Instance.CreateDataSource(
        $"Data Source={Path.Combine(_directory.Path, "test.db")}");

    public DbDataSource Source { get; }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }
}
