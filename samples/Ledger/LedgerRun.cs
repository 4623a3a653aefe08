// The run: transfers sent, booked, published, and compared with the database.

using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedStreams;

namespace Ledger;

internal sealed class LedgerRun(IHost host, LedgerOptions options)
{
    private const int Accounts = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StatementBook _book = host.Services.GetRequiredService<StatementBook>();

    internal async Task<int> RunAsync()
    {
        await host.StartAsync();
        var isRight = true;
        if (options.Stage != Stage.Check)
        {
            await SendAsync();
            Console.WriteLine($"Sent {options.Transfers:N0} transfers between {Accounts} accounts.");
        }

        if (options.Stage != Stage.Send)
        {
            await PublishedAsync();
            isRight = await CheckAsync();
        }

        await host.StopAsync();
        return isRight ? 0 : 1;
    }

    private async Task SendAsync()
    {
        var random = new Random(1);
        var producer = host.Services.GetRequiredService<IProducer<Transfer>>();
        var sends = new List<Task>();
        for (var i = 0; i < options.Transfers; i++)
        {
            var from = random.Next(Accounts);
            var to = (from + 1 + random.Next(Accounts - 1)) % Accounts;
            sends.Add(producer.SendAsync(new Transfer($"a{from}", $"a{to}", random.Next(1, 10_000))).AsTask());
        }

        await Task.WhenAll(sends);
    }

    /// <summary>Waits for two changes a transfer; no longer when none has come for a while.</summary>
    private async Task PublishedAsync()
    {
        var seen = -1L;
        var since = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_book.Count < options.Transfers * 2L && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            await timer.WaitForNextTickAsync();
            since = _book.Count == seen ? since : TimeProvider.System.GetTimestamp();
            seen = _book.Count;
        }
    }

    private async Task<bool> CheckAsync()
    {
        var faults = _book.Faults.ToList();
        var sum = 0L;
        var changes = 0L;
        await using var connection = await host.Services.GetRequiredService<DbDataSource>().OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, cents, changes FROM accounts";
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var row = new BalanceChanged(rows.GetString(0), rows.GetInt64(2), rows.GetInt64(1));
            sum += row.Cents;
            changes += row.Change;
            if (!_book.Last.TryGetValue(row.Account, out var published) || published != row)
            {
                faults.Add($"The database has {row}, published was {published}");
            }
        }

        if (sum != 0 || changes != options.Transfers * 2L || _book.Count != changes)
        {
            faults.Add($"Balances add up to {sum}; {changes} changes in the database, {_book.Count} published, "
                + $"{options.Transfers * 2L} expected");
        }

        faults.ForEach(fault => Console.Error.WriteLine(fault));
        if (faults.Count == 0)
        {
            Console.WriteLine($"Booked and published {changes:N0} changes of balances. "
                + "All of them add up to 0, and every account agrees with the database.");
        }

        return faults.Count == 0;
    }
}
