using System.Collections.Immutable;

namespace TypedStreams.Generators.Tests.Contracts;

[Message("pipe-a")]
public sealed partial record A(int X);

[Message("pipe-b")]
public sealed partial record B(int X);

[Message("pipe-c")]
public partial record struct C(int X);

[Message("pipe-1")]
public sealed partial record One(int X);

[Message("pipe-2")]
public sealed partial record Two(int X);

[Message("pipe-3")]
public sealed partial record Three(int X);

[Message("pipe-4")]
public sealed partial record Four(int X);

[Message("pipe-5")]
public sealed partial record Five(int X);

[Message("pipe-6")]
public sealed partial record Six(int X);

[Message("pipe-7")]
public sealed partial record Seven(int X);

/// <summary>A handler of each shape.</summary>
[ConsumerGroup("pipes")]
public sealed class Pipes
{
    [Handle(ExactlyOnce = true)]
    public A On(One input) => new(input.X);

    [Handle(ExactlyOnce = true)]
    public async Task<A?> On(Two input, CancellationToken ct)
    {
        await Task.Yield();
        return input.X > 0 ? new A(input.X) : null;
    }

    [Handle(ExactlyOnce = true)]
    public ValueTask<ImmutableArray<B>> On(Three input) =>
        new([.. Enumerable.Range(0, input.X).Select(x => new B(x))]);

    [Handle(ExactlyOnce = true)]
    public async IAsyncEnumerable<B> On(Four input)
    {
        for (var x = 0; x < input.X; x++)
        {
            await Task.Yield();
            yield return new B(x);
        }
    }

    [Handle(ExactlyOnce = true)]
    public (A, C?, IEnumerable<B?>?, B?) On(Five input, MessageContext context) => (
        new A(input.X),
        input.X % 2 == 0 ? new C(input.X) : null,
        input.X > 2 ? [new B(1), null, new B(3)] : null,
        input.X > 2 ? new B(4) : null);

    [Handle(ExactlyOnce = true)]
    public static void On(Six input)
    {
        if (input.X < 0)
        {
            throw new InvalidOperationException("negative");
        }
    }

    [Handle(ExactlyOnce = true)]
    public IEnumerable<(A First, B[]? Others)> On(Seven input)
    {
        yield return (new A(input.X), null);
        yield return (new A(input.X), [new B(1), new B(2)]);
    }
}
