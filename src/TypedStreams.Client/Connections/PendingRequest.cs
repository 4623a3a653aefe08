namespace TypedStreams.Client.Connections;

/// <summary>A request that was written and not answered yet.</summary>
internal sealed class PendingRequest(int correlationId, string what)
    : TaskCompletionSource<ResponseFrame>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public int CorrelationId { get; } = correlationId;

    public string What { get; } = what;
}
