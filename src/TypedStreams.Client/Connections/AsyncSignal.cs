// An auto-reset event for one waiting loop. Setting it twice before the loop looks is one wake-up; a wake-up that comes
// as a wait times out counts for the next wait or was seen by the pass that follows, so none is lost.
namespace TypedStreams.Client.Connections;

/// <summary>Wakes one loop. Any thread sets; one loop waits, and looks at everything whenever it wakes.</summary>
internal sealed class AsyncSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _isSet;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            _isSet = true;
            waiter = _waiter;
            _waiter = null;
        }

        waiter?.TrySetResult();
    }

    public async Task WaitAsync(CancellationToken ct)
    {
        if (TryTake(out Task wake))
            return;

        await wake.WaitAsync(ct);
        Take();
    }

    /// <summary>Returns when set or when the time is up, whichever comes first.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        if (TryTake(out Task wake))
            return;

        await wake.WaitAsync(atMost, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        Take();
    }

    private bool TryTake(out Task wake)
    {
        lock (_gate)
        {
            bool wasSet = _isSet;
            _isSet = false;
            wake = wasSet
                ? Task.CompletedTask
                : (_waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return wasSet;
        }
    }

    private void Take()
    {
        lock (_gate)
            _isSet = false;
    }
}
