using System.Collections.Immutable;
using System.Data.Common;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

/// <summary>Ten numbers a call, which it waits for.</summary>
[ConsumerGroup("packer")]
public sealed class Packer(BatchHook hook)
{
    [Handle]
    [Batch(MaxMessages = 10, MaxWait = "1h")]
    public ValueTask On(IReadOnlyList<Number> numbers, BatchContext context, CancellationToken cancellationToken) =>
        hook.EnterAsync(numbers, context, cancellationToken);
}

/// <summary>Whatever is here, again when it fails; what fails twice is put aside.</summary>
[ConsumerGroup("sparing")]
[Retry(2, FirstDelay = "1ms")]
[DeadLetters]
public sealed class Sparing(BatchHook hook)
{
    [Handle]
    [Batch(MaxMessages = 10, MaxWait = "1h")]
    public ValueTask On(Number[] numbers, BatchContext context, CancellationToken cancellationToken) =>
        hook.EnterAsync(numbers, context, cancellationToken);
}

/// <summary>Two types of one topic, one of them in batches.</summary>
[ConsumerGroup("mixed")]
public sealed class Mixed(BatchHook hook)
{
    [Handle]
    [Batch(MaxWait = "0ms")]
    public ValueTask On(ImmutableArray<Created> created, BatchContext context) =>
        hook.EnterAsync(created, context, CancellationToken.None);

    [Handle]
    public ValueTask On(Removed removed, MessageContext context) =>
        hook.EnterAsync([removed], new BatchContext([context]), CancellationToken.None);
}

/// <summary>A message for each, exactly once, ten numbers a call.</summary>
[ConsumerGroup("crates")]
[Retry(2, FirstDelay = "1ms")]
[DeadLetters]
public sealed class Crates(BatchHook hook)
{
    [Handle(ExactlyOnce = true)]
    [Batch(MaxMessages = 10, MaxWait = "20ms")]
    public async IAsyncEnumerable<Doubled> On(IReadOnlyList<Number> numbers, BatchContext context)
    {
        foreach (var number in numbers)
        {
            yield return new Doubled(number.Key, number.Value * 2);
        }

        // Fails, where it does, behind what it has returned already.
        await hook.EnterAsync(numbers, context, CancellationToken.None);
    }
}

/// <summary>A row for each number, and a message for even ones.</summary>
[ConsumerGroup("batchbooks")]
[Retry(2, FirstDelay = "1ms")]
[DeadLetters]
public sealed class BatchBooks(BatchHook hook)
{
    [Handle(ExactlyOnce = true)]
    [Batch(MaxMessages = 10, MaxWait = "20ms")]
    public async Task<Doubled[]> On(
        ImmutableArray<Number> numbers,
        DbTransaction transaction,
        BatchContext context,
        CancellationToken cancellationToken)
    {
        foreach (var number in numbers)
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"INSERT INTO entries (name, number) VALUES ('{number.Key}', {number.Value})";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await hook.EnterAsync(numbers, context, cancellationToken);
        return [.. numbers.Where(number => number.Value % 2 == 0).Select(
            number => new Doubled(number.Key, number.Value * 2))];
    }
}

/// <summary>A scope for each call.</summary>
[ConsumerGroup("scopedbatches")]
public sealed class ScopedBatches(BatchHook hook, ScopedHandler.Work work)
{
    [Handle]
    [Batch(MaxMessages = 5, MaxWait = "1h")]
    public ValueTask On(IReadOnlyList<Number> numbers, BatchContext context, CancellationToken cancellationToken)
    {
        work.Uses += numbers.Count;
        return hook.EnterAsync(numbers, context, cancellationToken);
    }
}
