// Where handlers of the tests put what they receive, and where a test waits for it: on the event, never for a time.

using System.Collections.Concurrent;
using System.Threading.Channels;

namespace TypedStreams.Tests.Support;

public sealed record Received(string Group, object Message, MessageContext Context)
{
    public T As<T>() => (T)Message;
}

public sealed class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly ConcurrentQueue<int> _notes = new();

    /// <summary>What a handler does before its message counts as received; throws or waits as the test wants.</summary>
    public Func<Received, CancellationToken, ValueTask>? OnReceive { get; set; }

    public IReadOnlyCollection<int> Notes => _notes;

    /// <summary>Messages that are here and were not asked for yet.</summary>
    public int Waiting => _received.Reader.Count;

    public void Note(int note) => _notes.Enqueue(note);

    public async ValueTask ReceiveAsync(
        string group, object message, MessageContext context, CancellationToken cancellationToken)
    {
        var received = new Received(group, message, context);
        if (OnReceive is { } hook)
        {
            await hook(received, cancellationToken);
        }

        await _received.Writer.WriteAsync(received, cancellationToken);
    }

    public async Task<Received> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _received.Reader.ReadAsync(patience.Token);
    }

    public async Task<List<Received>> NextAsync(int count)
    {
        var received = new List<Received>();
        while (received.Count < count)
        {
            received.Add(await NextAsync());
        }

        return received;
    }
}
