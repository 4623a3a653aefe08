// Brings a reader up to where the log ends now, one question for many who wait. Whoever asks while a question is under
// way joins the next one, because the answer under way may be older than what the asker must see.
namespace TypedStreams.Registry.Storage;

/// <summary>Waits until everything that was acknowledged before a call has been read.</summary>
/// <param name="catchUp">Asks for the end of the log, and completes when the reader has passed it.</param>
internal sealed class LogEndWatch(Func<Task> catchUp)
{
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when the reader has passed where the log ended at some time after this call.</summary>
    internal Task WaitAsync()
    {
        lock (_gate)
        {
            return _next ??= RunAfterAsync(_running);
        }
    }

    private async Task RunAfterAsync(Task before)
    {
        // The caller has to store this task before it starts; it holds the gate until then.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _running = _next!;
            _next = null;
        }

        await catchUp();
    }
}
