// One connection to a broker, over TCP or what the options open instead: requests go out in order, answers come back in
// the same order (facts of the protocol). Owns the stream, a write loop and a read loop. Any thread sends. Whatever
// goes wrong ends in Break, once: every request under way fails with the reason, and the owner opens a new connection.
// Never retries by itself.
using Microsoft.Extensions.Logging;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Connections;

/// <summary>A pipelined connection to one broker.</summary>
internal sealed partial class BrokerConnection : IAsyncDisposable
{
    private const int KeptSendBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly KafkaClientOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<PendingRequest> _pending = new();
    private readonly AsyncSignal _written = new();
    private readonly CancellationTokenSource _ended = new();
    private ApiRanges? _ranges;
    private PooledBuffer _filling = new();
    private PooledBuffer _sending = new();
    private Task _loops = Task.CompletedTask;
    private int _nextCorrelationId;
    private string? _brokenBy;

    private BrokerConnection(BrokerAddress address, Stream stream, KafkaClientOptions options, ILogger logger)
    {
        Address = address;
        _stream = stream;
        _options = options;
        _logger = logger;
    }

    public BrokerAddress Address { get; }

    public bool IsBroken => Volatile.Read(ref _brokenBy) is not null;

    /// <summary>True when the broker serves <paramref name="version"/> of the API.</summary>
    public bool Offers(ApiKey key, short version) => _ranges!.Offers(key, version);

    /// <summary>The level of a feature that the cluster has agreed on; 0 when it names none.</summary>
    public short FinalizedLevel(string feature) => _ranges!.FinalizedLevel(feature);

    /// <summary>
    /// Sends a request whose answer's byte fields may be kept: their memory is the garbage collector's.
    /// </summary>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(
        IRequest<TRequest, TResponse> request,
        short floor = 0,
        short cap = short.MaxValue,
        TimeSpan? timeout = null,
        CancellationToken ct = default)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse> =>
        (await AskAsync(request, floor, cap, timeout, ct)).Response;

    /// <summary>Sends a request; the reply's memory is pooled and goes back when the reply is disposed.</summary>
    public async Task<Reply<TResponse>> AskAsync<TRequest, TResponse>(
        IRequest<TRequest, TResponse> request,
        short floor = 0,
        short cap = short.MaxValue,
        TimeSpan? timeout = null,
        CancellationToken ct = default)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        short version = Choose<TRequest>(floor, cap);
        PendingRequest pending = Enqueue((TRequest)request, version, expectsAnswer: true);
        ResponseFrame frame = await AwaitAnswerAsync(pending, timeout ?? _options.RequestTimeout, ct);
        return Decode<TResponse>(frame, TRequest.ApiKey, version);
    }

    /// <summary>Sends a request that is never answered: Produce with acks none.</summary>
    public void Post<TRequest, TResponse>(IRequest<TRequest, TResponse> request, short floor, short cap)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse> =>
        Enqueue((TRequest)request, Choose<TRequest>(floor, cap), expectsAnswer: false);

    public async ValueTask DisposeAsync()
    {
        Break("the client closed it");
        await _loops;
    }

    private short Choose<TRequest>(short floor, short cap)
        where TRequest : IWireMessage<TRequest>, IApiMessage<TRequest> =>
        _ranges!.Choose(
            TRequest.ApiKey,
            Math.Max(floor, TRequest.MinVersion),
            Math.Min(cap, TRequest.MaxVersion),
            Address);

    private PendingRequest Enqueue<TRequest>(TRequest request, short version, bool expectsAnswer)
        where TRequest : IApiMessage<TRequest>
    {
        PendingRequest pending;
        lock (_gate)
        {
            if (_brokenBy is not null)
                throw Broken(TRequest.ApiKey.ToString());

            pending = new PendingRequest(_nextCorrelationId++, TRequest.ApiKey.ToString());
            WriteFrame(request, version, pending.CorrelationId);
            if (expectsAnswer)
                _pending.Enqueue(pending);
        }

        _written.Set();
        return pending;
    }

    private void WriteFrame<TRequest>(TRequest request, short version, int correlationId)
        where TRequest : IApiMessage<TRequest>
    {
        short headerVersion = ApiMessageInfo.RequestHeaderVersion(TRequest.IsFlexible(version));
        var header = new RequestHeader
        {
            RequestApiKey = TRequest.ApiKey,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = _options.ClientId,
        };
        int start = _filling.Length;
        try
        {
            int size = header.Size(headerVersion) + request.Size(version);
            _filling.GetSpan(sizeof(int) + size); // all at once: growing by doubling would copy the batches again
            var writer = new WireWriter(_filling);
            writer.WriteInt32(size);
            header.Write(ref writer, headerVersion);
            request.Write(ref writer, version);
            writer.Flush();
        }
        catch
        {
            _filling.Truncate(start);
            throw;
        }
    }

    private async Task<ResponseFrame> AwaitAnswerAsync(PendingRequest pending, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            return await pending.Task.WaitAsync(timeout, _options.Time, ct);
        }
        catch (TimeoutException)
        {
            // Answers come in order, so everything behind this one would wait as well.
            Abandon(pending);
            string what = $"{pending.What} within {timeout.TotalSeconds:0.#} s";
            Break($"no answer to {what}");
            throw new KafkaException(ErrorCode.RequestTimedOut, $"Broker {Address} did not answer {what}");
        }
        catch (OperationCanceledException)
        {
            Abandon(pending);
            throw;
        }
    }

    // The answer may still come, or has come in this moment: nobody else will give its memory back.
    private static void Abandon(PendingRequest pending)
    {
        if (!pending.TrySetCanceled() && pending.Task.IsCompletedSuccessfully)
            pending.Task.Result.Release();
    }

    private Reply<TResponse> Decode<TResponse>(ResponseFrame frame, ApiKey key, short version)
        where TResponse : IResponse<TResponse>
    {
        try
        {
            var reader = new WireReader(frame.Memory);
            ResponseHeader.Read(ref reader, ApiMessageInfo.ResponseHeaderVersion(key, TResponse.IsFlexible(version)));
            return new Reply<TResponse>(TResponse.Read(ref reader, version), frame, version);
        }
        catch (MalformedMessageException malformed)
        {
            frame.Release();
            Break($"its {key} answer is malformed");
            throw new KafkaException(
                ErrorCode.NetworkException,
                $"Broker {Address} answered {key} v{version} with a malformed message",
                malformed);
        }
    }

    private KafkaException Broken(string what) => new(
        ErrorCode.NetworkException, $"{what} to broker {Address} failed: the connection is closed, {_brokenBy}");

    /// <summary>Ends the connection. The first reason counts; requests under way fail with it.</summary>
    private void Break(string reason, Exception? cause = null)
    {
        PendingRequest[] pending;
        lock (_gate)
        {
            if (_brokenBy is not null)
                return;

            _brokenBy = reason;
            pending = [.. _pending];
            _pending.Clear();
        }

        LogBroken(_logger, Address, reason);
        _ended.Cancel();
        _stream.Dispose();
        foreach (PendingRequest request in pending)
        {
            request.TrySetException(new KafkaException(
                ErrorCode.NetworkException,
                $"{request.What} to broker {Address} has no answer: the connection was closed, {reason}",
                cause));
        }
    }

    [LoggerMessage(10, LogLevel.Debug, "Connection to broker {Broker} closed: {Reason}")]
    private static partial void LogBroken(ILogger logger, BrokerAddress broker, string reason);
}
