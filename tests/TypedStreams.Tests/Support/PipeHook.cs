// What exactly-once handlers of the tests do before they return, as a test wants it; counts the calls.

using TypedStreams.Tests.Contracts;

namespace TypedStreams.Tests.Support;

public sealed class PipeHook
{
    private int _calls;

    public Func<Number, MessageContext, CancellationToken, ValueTask>? OnEnter { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public ValueTask EnterAsync(Number number, MessageContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return OnEnter?.Invoke(number, context, cancellationToken) ?? default;
    }
}
