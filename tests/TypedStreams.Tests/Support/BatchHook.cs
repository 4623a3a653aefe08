// What batch handlers of the tests do before they return, as a test wants it; keeps the calls.

using System.Collections.Concurrent;

namespace TypedStreams.Tests.Support;

public sealed record BatchCall(IReadOnlyList<object> Messages, BatchContext Context)
{
    /// <summary>Offset and attempt of each message.</summary>
    public IEnumerable<(long Offset, int Attempt)> Attempts =>
        Context.Messages.Select(context => (context.Offset, context.Attempt));

    public long[] Offsets => [.. Context.Messages.Select(context => context.Offset)];
}

public sealed class BatchHook
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<BatchCall> _calls = new();
    private readonly ConcurrentQueue<BatchCall> _handled = new();

    public Func<BatchCall, CancellationToken, ValueTask>? OnEnter { get; set; }

    /// <summary>Every call, those that failed included.</summary>
    public IReadOnlyCollection<BatchCall> Calls => _calls;

    /// <summary>The calls that succeeded.</summary>
    public IReadOnlyCollection<BatchCall> Handled => _handled;

    public async ValueTask EnterAsync<T>(IReadOnlyList<T> messages, BatchContext context, CancellationToken ct)
        where T : notnull
    {
        var call = new BatchCall([.. messages.Select(message => (object)message)], context);
        _calls.Enqueue(call);
        if (OnEnter is { } hook)
        {
            await hook(call, ct);
        }

        _handled.Enqueue(call);
    }

    /// <summary>Waits until so many messages were handled, each as often as it was.</summary>
    public async Task HandledAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_handled.Sum(call => call.Messages.Count) < count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
