// Statements with named parameters of stated types: a null without a type is refused by some providers.

using System.Data;
using System.Data.Common;

namespace TypedStreams.Databases;

internal static class Sql
{
    internal static DbCommand Command(this DbConnection connection, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    internal static DbCommand Command(this DbTransaction transaction, string text)
    {
        var command = ConnectionOf(transaction).Command(text);
        command.Transaction = transaction;
        return command;
    }

    internal static DbCommand With(this DbCommand command, string name, string? value) =>
        command.With(name, DbType.String, value);

    internal static DbCommand With(this DbCommand command, string name, int? value) =>
        command.With(name, DbType.Int32, value);

    internal static DbCommand With(this DbCommand command, string name, long? value) =>
        command.With(name, DbType.Int64, value);

    internal static DbCommand With(this DbCommand command, string name, byte[]? value) =>
        command.With(name, DbType.Binary, value);

    /// <summary>Runs the statement and disposes it; how many rows it changed.</summary>
    internal static async Task<int> RunAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Runs the statement and disposes it; the number it answers, or null for none.</summary>
    internal static async Task<long?> NumberAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(cancellationToken) is long number ? number : null;
        }
    }

    private static DbConnection ConnectionOf(DbTransaction transaction) => transaction.Connection
        ?? throw new InvalidOperationException("The database transaction has ended; add messages before it commits.");

    private static DbCommand With(this DbCommand command, string name, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return command;
    }
}
