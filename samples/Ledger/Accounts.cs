using System.Data.Common;
using TypedStreams;

namespace Ledger;

/// <summary>
/// Books each transfer in a database. The rows it changes, the messages it returns and the group's progress commit in
/// one database transaction; from there the messages leave through the outbox, each once.
/// </summary>
[ConsumerGroup("accounts")]
public sealed class Accounts
{
    internal const string Table =
        "CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, cents BIGINT NOT NULL, changes BIGINT NOT NULL)";

    private const string Change =
        """
        INSERT INTO accounts (name, cents, changes) VALUES (@name, @cents, 1)
        ON CONFLICT (name) DO UPDATE SET cents = accounts.cents + excluded.cents, changes = accounts.changes + 1
        RETURNING cents, changes
        """;

    [Handle(ExactlyOnce = true)]
    public static async Task<BalanceChanged[]> On(
        Transfer transfer, DbTransaction transaction, CancellationToken cancellationToken) =>
        [
            await ChangeAsync(transaction, transfer.From, -transfer.Cents, cancellationToken),
            await ChangeAsync(transaction, transfer.To, transfer.Cents, cancellationToken),
        ];

    private static async Task<BalanceChanged> ChangeAsync(
        DbTransaction transaction, string account, long cents, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Change;
        Add(command, "@name", account);
        Add(command, "@cents", cents);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new BalanceChanged(account, row.GetInt64(1), row.GetInt64(0));
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
