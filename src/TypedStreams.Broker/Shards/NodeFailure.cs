namespace TypedStreams.Broker.Shards;

/// <summary>
/// Where everything that must stop the node ends up: a failed disk, a broken invariant. The first failure counts; after
/// it nothing more is acknowledged. Safe from any thread.
/// </summary>
internal sealed class NodeFailure
{
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the reason when the node failed; never completes otherwise.</summary>
    internal Task<Exception> Failed => _failed.Task;

    /// <summary>Whether the node has failed.</summary>
    internal bool HasFailed => _failed.Task.IsCompleted;

    /// <summary>Reports a failure.</summary>
    internal void Fail(Exception reason) => _failed.TrySetResult(reason);
}
