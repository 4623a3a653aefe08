// Wakes the relay of this process when there is something in the outbox; any thread sets it, the relay waits.

namespace TypedStreams.Outbox;

internal sealed class OutboxSignal
{
    private readonly SemaphoreSlim _set = new(0);

    internal void Set()
    {
        // Two at once may both release: the relay then looks once more than it had to.
        if (_set.CurrentCount == 0)
        {
            _set.Release();
        }
    }

    /// <summary>Waits until it is set, for so long at most, or until the token ends; never throws.</summary>
    internal async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task waiting = _set.WaitAsync(patience, cancellationToken);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
