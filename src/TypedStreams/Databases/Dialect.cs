// What differs between databases: how the tables are made, and whether several may write at once. All other statements
// are the part of SQL that SQLite and PostgreSQL share.

using System.Data.Common;

namespace TypedStreams.Databases;

internal sealed class Dialect
{
    private static readonly Dialect Sqlite = new("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB", hasOneWriter: true);

    private static readonly Dialect PostgreSql =
        new("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA", hasOneWriter: false);

    private Dialect(string identity, string bytes, bool hasOneWriter)
    {
        HasOneWriter = hasOneWriter;
        Tables =
        [
            """
            CREATE TABLE IF NOT EXISTS typedstreams_position (
                consumer_group TEXT NOT NULL,
                topic TEXT NOT NULL,
                partition_id INTEGER NOT NULL,
                next_offset BIGINT NOT NULL,
                PRIMARY KEY (consumer_group, topic, partition_id))
            """,
            $"""
            CREATE TABLE IF NOT EXISTS typedstreams_outbox (
                id {identity},
                batch BIGINT,
                topic TEXT NOT NULL,
                partition_id INTEGER,
                message_key {bytes},
                message_value {bytes} NOT NULL,
                headers TEXT,
                timestamp_ms BIGINT NOT NULL)
            """,
            "CREATE INDEX IF NOT EXISTS typedstreams_outbox_order ON typedstreams_outbox (batch, id)",
            """
            CREATE TABLE IF NOT EXISTS typedstreams_outbox_relay (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                next_batch BIGINT NOT NULL)
            """,
            """
            INSERT INTO typedstreams_outbox_relay (id, next_batch)
                SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM typedstreams_outbox_relay)
            """,
        ];
    }

    /// <summary>True when a second transaction that writes waits until the first has ended.</summary>
    internal bool HasOneWriter { get; }

    /// <summary>The statements that make the tables; each does nothing when it was done before.</summary>
    internal IReadOnlyList<string> Tables { get; }

    /// <exception cref="NotSupportedException">A database whose tables these statements cannot make.</exception>
    internal static Dialect Of(DbConnection connection) => connection.GetType().Name switch
    {
        var name when name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase) => Sqlite,
        var name when name.Contains("Npgsql", StringComparison.OrdinalIgnoreCase) => PostgreSql,
        var name => throw new NotSupportedException(
            $"The application's DbDataSource opens a {name}. Positions and the outbox are kept in SQLite "
            + "(Microsoft.Data.Sqlite) or PostgreSQL (Npgsql); register one of these."),
    };
}
