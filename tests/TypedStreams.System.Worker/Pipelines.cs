namespace TypedStreams.System.Worker;

/// <summary>Copies each transfer.</summary>
[ConsumerGroup("first-copy")]
public sealed class FirstCopy
{
    [Handle(ExactlyOnce = true)]
    public static Copy On(Transfer transfer) => new(transfer.From, transfer.Amount * 3, transfer.Id, Calls.Next());
}

/// <summary>Copies what the first one made, many at a time.</summary>
[ConsumerGroup("second-copy", Concurrency = 16)]
public sealed class SecondCopy
{
    [Handle(ExactlyOnce = true)]
    public static async Task<SecondHandCopy> On(Copy copy)
    {
        if (copy.Id % 64 == 0)
        {
            await Task.Yield(); // later ones of other accounts end before it
        }

        return new SecondHandCopy($"owner of {copy.From}", copy.Amount + 1, copy.Id, Calls.Next());
    }
}

/// <summary>Both halves of each transfer, or none.</summary>
[ConsumerGroup("bank")]
public sealed class Bank
{
    [Handle(ExactlyOnce = true)]
    public static (Debit, Credit) On(Transfer transfer)
    {
        var call = Calls.Next();
        return (
            new Debit(transfer.From, transfer.Amount, transfer.Id, call),
            new Credit(transfer.To, transfer.Amount, transfer.Id, call));
    }
}

/// <summary>Numbers calls of handlers, so that no two in all processes have the same.</summary>
internal static class Calls
{
    private static readonly long Process = (long)Environment.ProcessId << 32;
    private static long _count;

    internal static long Next() => Process | Interlocked.Increment(ref _count);
}
