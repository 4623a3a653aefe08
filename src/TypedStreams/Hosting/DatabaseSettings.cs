namespace TypedStreams;

/// <summary>
/// What this application keeps in its own database: <c>TypedStreams:Database</c>. For groups whose handlers take a
/// <see cref="System.Data.Common.DbTransaction"/>, and for the outbox. SQLite and PostgreSQL.
/// </summary>
public sealed class DatabaseSettings
{
    /// <summary>
    /// True creates missing tables (<c>typedstreams_position</c>, <c>typedstreams_outbox</c>,
    /// <c>typedstreams_outbox_relay</c>) when the host starts. Default true; set it to false where migrations are
    /// somebody's business, and take the statements from the README.
    /// </summary>
    public bool CreateTables { get; set; } = true;

    /// <summary>
    /// Transactions that a group has open at once in this process; its other partitions wait their turn. 1 to 1,000;
    /// default 1: transactions of many messages that change the same rows in different orders end in deadlocks, of
    /// which a database breaks one a second (PostgreSQL's <c>deadlock_timeout</c>). Raise it where handlers of
    /// different partitions change different rows. SQLite takes one whatever this says.
    /// </summary>
    public int ConcurrentTransactions { get; set; } = 1;
}
