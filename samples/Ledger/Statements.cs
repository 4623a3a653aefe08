using System.Collections.Concurrent;
using TypedStreams;

namespace Ledger;

/// <summary>Follows the balances as the outbox published them, and notes whatever is not as it must be.</summary>
public sealed class StatementBook
{
    private readonly ConcurrentDictionary<string, BalanceChanged> _last = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _count;

    /// <summary>How many changes were published.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Changes that are missing, come twice or come in another order.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The newest change of each account.</summary>
    public IReadOnlyDictionary<string, BalanceChanged> Last => _last;

    /// <summary>Takes in a change. Those of one account come one after the other: they share a partition.</summary>
    public void Add(BalanceChanged change)
    {
        var before = _last.TryGetValue(change.Account, out var last) ? last.Change : 0;
        if (change.Change != before + 1)
        {
            _faults.Enqueue($"{change.Account}: change {change.Change} comes after {before}");
        }

        _last[change.Account] = change;
        Interlocked.Increment(ref _count);
    }
}

/// <summary>Reads what the outbox published.</summary>
[ConsumerGroup("statements")]
public sealed class Statements(StatementBook book)
{
    [Handle]
    public void On(BalanceChanged change) => book.Add(change);
}
