// One request and the answer that is on its way: what the response queue of a connection holds.
using System.Buffers;
using System.Diagnostics;
using TypedStreams.Broker.Listeners;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Dispatch;

/// <summary>
/// A request that was handed to its handler. Its frame goes back to the pool when the exchange is over.
/// </summary>
internal abstract class Exchange
{
    /// <summary>Whether the answer is there.</summary>
    internal abstract bool IsCompleted { get; }

    /// <summary>
    /// Waits for the answer; throws what the handler threw. Returns false when there is nothing to send.
    /// </summary>
    internal abstract ValueTask<bool> WaitAsync();

    /// <summary>
    /// Gives the pause in which the connection must not be read after this request; null when no client has a quota.
    /// </summary>
    internal abstract Task<Task>? Pause { get; }

    /// <summary>Writes the response frame, length included.</summary>
    internal abstract void Write(IBufferWriter<byte> output);

    /// <summary>Gives the request's memory back; the answer must have been written, if it refers to any.</summary>
    internal abstract void Release();
}

/// <inheritdoc/>
internal sealed class Exchange<TResponse>(
    ValueTask<TResponse?> pending, RequestContext context, RequestFrame frame, short responseVersion) : Exchange
    where TResponse : class, IResponse<TResponse>
{
    private readonly ValueTask<TResponse?> _pending = pending;
    private TResponse? _response;

    internal override bool IsCompleted => _pending.IsCompleted;

    internal override Task<Task>? Pause => context.Charge?.Decided;

    internal override ValueTask<bool> WaitAsync()
    {
        if (!_pending.IsCompletedSuccessfully)
        {
            return AwaitAsync(this);
        }

        _response = _pending.Result;
        return ValueTask.FromResult(_response is not null);

        static async ValueTask<bool> AwaitAsync(Exchange<TResponse> self)
        {
            self._response = await self._pending;
            return self._response is not null;
        }
    }

    internal override void Write(IBufferWriter<byte> output)
    {
        TResponse response = _response!;
        long begun = context.Charge is null ? 0 : Stopwatch.GetTimestamp();

        // ApiVersions answers with header version 0 whatever its own version: the client cannot know ours yet
        // (KIP-511).
        bool flexibleHeader = TResponse.IsFlexible(responseVersion) && context.ApiKey != ApiKey.ApiVersions;
        int headerBytes = sizeof(int) + (flexibleHeader ? 1 : 0);
        var writer = new WireWriter(output);
        writer.WriteInt32(headerBytes + response.Size(responseVersion));
        writer.WriteInt32(context.CorrelationId);
        if (flexibleHeader)
        {
            writer.WriteUnsignedVarint(0);
        }

        response.Write(ref writer, responseVersion);
        writer.Flush();
        context.Charge?.Written(begun);
    }

    internal override void Release()
    {
        context.ReleaseWhenSent?.Dispose();
        frame.Return();
    }
}
