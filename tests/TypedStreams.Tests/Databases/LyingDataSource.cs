// A database whose connection is lost in the moment of a commit: whether it was carried out, the caller is not told.
// Everything else passes through. The names say Npgsql or Sqlite, because the product asks for one of them.

using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Tests.Databases;

internal sealed class LyingDataSource(DbDataSource inner, bool isCommitted) : DbDataSource
{
    private volatile string? _lieAbout;

    public override string ConnectionString => inner.ConnectionString;

    internal bool HasLied { get; private set; }

    /// <summary>Loses the connection when the first transaction commits that ran a statement with this in it.</summary>
    internal void LieOnce(string statement) => _lieAbout = statement;

    protected override DbConnection CreateDbConnection()
    {
        var connection = inner.CreateConnection();
        return connection.GetType().Name.StartsWith("Npgsql", StringComparison.Ordinal)
            ? new LyingNpgsqlConnection(this, connection)
            : new LyingSqliteConnection(this, connection);
    }

    private sealed class LyingNpgsqlConnection(LyingDataSource source, DbConnection inner) : Connection(source, inner);

    private sealed class LyingSqliteConnection(LyingDataSource source, DbConnection inner) : Connection(source, inner);

    private sealed class ConnectionLostException() : DbException("The connection was lost.");

    private abstract class Connection(LyingDataSource source, DbConnection inner) : DbConnection
    {
        [AllowNull]
        public override string ConnectionString
        {
            get => inner.ConnectionString;
            set => inner.ConnectionString = value;
        }

        public override string Database => inner.Database;

        public override string DataSource => inner.DataSource;

        public override string ServerVersion => inner.ServerVersion;

        public override ConnectionState State => inner.State;

        internal LyingDataSource Source => source;

        internal DbConnection Inner => inner;

        internal bool IsAboutIt { get; set; }

        public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

        public override void Close() => inner.Close();

        public override void Open() => inner.Open();

        public override Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
            new Transaction(this, inner.BeginTransaction(isolationLevel));

        protected override DbCommand CreateDbCommand() => new Statement(this, inner.CreateCommand());
    }

    private sealed class Transaction(Connection connection, DbTransaction inner) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => inner.IsolationLevel;

        internal DbTransaction Inner => inner;

        protected override DbConnection? DbConnection => connection;

        public override void Commit() => throw new NotSupportedException();

        public override async Task CommitAsync(CancellationToken cancellationToken = default)
        {
            var source = connection.Source;
            if (!connection.IsAboutIt)
            {
                await inner.CommitAsync(cancellationToken);
                return;
            }

            source._lieAbout = null;
            source.HasLied = true;
            await (source.IsCommitted ? inner.CommitAsync(cancellationToken) : inner.RollbackAsync(cancellationToken));
            await connection.Inner.CloseAsync();
            throw new ConnectionLostException();
        }

        public override void Rollback() => inner.Rollback();

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private bool IsCommitted => isCommitted;

    private sealed class Statement(Connection connection, DbCommand inner) : DbCommand
    {
        [AllowNull]
        public override string CommandText
        {
            get => inner.CommandText;
            set
            {
                inner.CommandText = value;
                connection.IsAboutIt |= connection.Source._lieAbout is { } part
                    && value?.Contains(part, StringComparison.Ordinal) == true;
            }
        }

        public override int CommandTimeout
        {
            get => inner.CommandTimeout;
            set => inner.CommandTimeout = value;
        }

        public override CommandType CommandType
        {
            get => inner.CommandType;
            set => inner.CommandType = value;
        }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource
        {
            get => inner.UpdatedRowSource;
            set => inner.UpdatedRowSource = value;
        }

        protected override DbConnection? DbConnection
        {
            get => connection;
            set => throw new NotSupportedException();
        }

        protected override DbParameterCollection DbParameterCollection => inner.Parameters;

        protected override DbTransaction? DbTransaction
        {
            get => throw new NotSupportedException();
            set => inner.Transaction = ((Transaction?)value)?.Inner;
        }

        public override void Cancel() => inner.Cancel();

        public override int ExecuteNonQuery() => inner.ExecuteNonQuery();

        public override object? ExecuteScalar() => inner.ExecuteScalar();

        public override void Prepare() => inner.Prepare();

        protected override DbParameter CreateDbParameter() => inner.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => inner.ExecuteReader(behavior);
    }
}
