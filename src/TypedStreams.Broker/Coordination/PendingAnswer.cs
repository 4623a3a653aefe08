namespace TypedStreams.Broker.Coordination;

/// <summary>Somebody who waits for a core's answer. Completed once, on the core's shard.</summary>
internal abstract class PendingAnswer
{
    internal abstract void Complete(object response);
}

/// <summary>A waiting task.</summary>
internal sealed class PendingAnswer<TResponse> : PendingAnswer
{
    private readonly TaskCompletionSource<TResponse> _source =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResponse> Task => _source.Task;

    internal override void Complete(object response) => _source.SetResult((TResponse)response);
}
