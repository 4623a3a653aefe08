namespace TypedStreams.Client.Connections;

/// <summary>A response and the memory that its byte fields are slices of. Dispose it when they are done with.</summary>
internal readonly record struct Reply<TResponse>(TResponse Response, ResponseFrame Frame, short Version) : IDisposable
{
    public void Dispose() => Frame.Release();
}
