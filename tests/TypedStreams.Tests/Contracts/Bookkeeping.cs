using System.Data.Common;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

/// <summary>A row for each number, and a message for even ones.</summary>
[ConsumerGroup("bookkeeping")]
public sealed class Bookkeeping(PipeHook hook)
{
    [Handle(ExactlyOnce = true)]
    public async Task<Doubled?> On(
        Number number, DbTransaction transaction, MessageContext context, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO entries (name, number) VALUES ('{number.Key}', {number.Value})";
        await command.ExecuteNonQueryAsync(cancellationToken);
        await hook.EnterAsync(number, context, cancellationToken);
        return number.Value % 2 == 0 ? new Doubled(number.Key, number.Value * 2) : null;
    }
}

/// <summary>The same, but what fails three times waits a little, and is then put aside.</summary>
[ConsumerGroup("scrupulous")]
public sealed class Scrupulous(PipeHook hook)
{
    [Handle(ExactlyOnce = true)]
    [Retry(3, FirstDelay = "1ms", LongestDelay = "1ms")]
    [DeadLetters(RetryAfter = ["50ms"])]
    public Task<Doubled?> On(
        Number number, DbTransaction transaction, MessageContext context, CancellationToken cancellationToken) =>
        new Bookkeeping(hook).On(number, transaction, context, cancellationToken);
}

[ConsumerGroup("reader")]
public sealed class Reader(Inbox inbox)
{
    [Handle]
    public ValueTask On(Doubled message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("reader", message, context, cancellationToken);
}
