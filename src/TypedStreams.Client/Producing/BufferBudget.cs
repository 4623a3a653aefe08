// Bounds the bytes of records that wait for their acknowledgement. A send that finds no room waits its turn; room goes
// to the waiting ones in order. The size of a record is known only once it is written, so the mark may be passed by the
// records being written at that moment.
namespace TypedStreams.Client;

/// <summary>Counts bytes against a limit. Safe from any thread.</summary>
internal sealed class BufferBudget(long limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    /// <summary>True when a send need not wait.</summary>
    public bool HasRoom => Used < limit;

    public void Take(long bytes) => Interlocked.Add(ref _used, bytes);

    public void GiveBack(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        while (HasRoom)
        {
            TaskCompletionSource? next;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out next))
                    return;
            }

            // One that gave up passes its turn on; one that is woken lets others in when it gives its bytes back.
            next.TrySetResult();
        }
    }

    /// <summary>Completes when there is room.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        while (!HasRoom)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                if (HasRoom)
                    return;

                _waiting.Enqueue(waiter);
            }

            await using CancellationTokenRegistration registration = ct.Register(() => waiter.TrySetCanceled(ct));
            await waiter.Task;
        }
    }
}
