using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

[Message("numbers")]
public sealed partial record Number([Key] string Key, int Value);

[Message("doubles")]
public sealed partial record Doubled([Key] string Key, int Value);

[Message("odds", Format = SchemaFormat.Json)]
public sealed partial record Odd([Key] string Key, int Value);

/// <summary>One message for each, and another for odd ones.</summary>
[ConsumerGroup("doubler")]
public sealed class Doubler(PipeHook hook)
{
    [Handle(ExactlyOnce = true)]
    public async Task<(Doubled, Odd?)> On(Number number, MessageContext context, CancellationToken cancellationToken)
    {
        await hook.EnterAsync(number, context, cancellationToken);
        return (
            new Doubled(number.Key, number.Value * 2),
            number.Value % 2 == 1 ? new Odd(number.Key, number.Value) : null);
    }
}

/// <summary>As many messages as the number says, one after the other, with a failure in the middle where asked for.
/// </summary>
[ConsumerGroup("repeater")]
public sealed class Repeater(PipeHook hook)
{
    [Handle(ExactlyOnce = true)]
    public async IAsyncEnumerable<Doubled> On(Number number, MessageContext context)
    {
        for (var i = 0; i < number.Value; i++)
        {
            await hook.EnterAsync(number with { Value = i }, context, CancellationToken.None);
            yield return new Doubled(number.Key, i);
        }
    }
}

/// <summary>As many messages as the number says; what fails in the middle is put aside.</summary>
[ConsumerGroup("sorter", Concurrency = 4)]
[DeadLetters]
public sealed class Sorter(PipeHook hook)
{
    [Handle(ExactlyOnce = true)]
    public async IAsyncEnumerable<Doubled> On(Number number, MessageContext context)
    {
        for (var i = 0; i < number.Value; i++)
        {
            await hook.EnterAsync(number with { Value = i }, context, CancellationToken.None);
            yield return new Doubled(number.Key, i);
        }
    }
}
