// One client connection: a loop that reads frames and starts exchanges, and a loop that writes answers in request
// order.
// Owns nothing but the queue between the two. At most MaxInFlight requests are under way; then reading stops and the
// client's socket fills up, which is the backpressure. One place decides how it ends: the catch of RunAsync.
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Listeners;

internal sealed partial class KafkaConnection
{
    /// <summary>
    /// Most requests of one connection under way at a time. Default 64: far above what clients pipeline (5 for
    /// producers), low enough that one connection cannot hold much.
    /// </summary>
    internal const int MaxInFlight = 64;

    // Answers smaller than this are gathered before the socket is written.
    private const int FlushBytes = 64 * 1024;

    private readonly Connection _connection;
    private readonly RequestDispatcher _dispatcher;
    private readonly FrameReader _frames;
    private readonly TimeSpan _idleLimit;
    private readonly ILogger _logger;
    private readonly ClientPeer _peer;
    private readonly Channel<Exchange> _exchanges = Channel.CreateBounded<Exchange>(
        new BoundedChannelOptions(MaxInFlight) { SingleReader = true, SingleWriter = true });

    internal KafkaConnection(
        Connection connection,
        RequestDispatcher dispatcher,
        int maxFrameBytes,
        TimeSpan idleLimit,
        ILogger logger)
    {
        _connection = connection;
        _dispatcher = dispatcher;
        _frames = new FrameReader(connection.Stream, maxFrameBytes);
        _idleLimit = idleLimit;
        _logger = logger;
        _peer = connection.Peer is { } peer
            ? new ClientPeer(peer.Address.ToString(), peer.Port)
            : new ClientPeer("local", port: 0);
    }

    private string ClientHost => _peer.Host;

    /// <summary>
    /// Serves the connection until either side closes it. A listener that stops asks for the end: no more is read, and
    /// what is under way is answered.
    /// </summary>
    internal async Task RunAsync()
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(_connection.Cut);
        Task writing = WriteAnswersAsync(closing);
        try
        {
            await ReadRequestsAsync(closing);
        }
        catch (Exception reason)
            when (reason is MalformedMessageException or InvalidFrameException or UnservedRequestException)
        {
            LogRefused(_logger, ClientHost, reason.Message);
        }
        catch (Exception reason) when (IsGone(reason))
        {
            LogGone(_logger, ClientHost, reason.Message);
            await closing.CancelAsync();
        }
        catch (Exception reason)
        {
            LogFailed(_logger, reason, ClientHost);
        }
        finally
        {
            _frames.Dispose();
            _exchanges.Writer.Complete();
            await writing;

            // Whoever keeps something for this connection, such as a share session, lets go of it.
            await closing.CancelAsync();
        }
    }

    private async Task ReadRequestsAsync(CancellationTokenSource closing)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, _connection.Ending);
        while (!_connection.Ending.IsCancellationRequested)
        {
            closing.CancelAfter(_idleLimit);
            if (!await ReceiveAsync(reading.Token, closing.Token))
            {
                return;
            }

            while (_frames.TryTake(out RequestFrame frame))
            {
                Exchange exchange = Begin(frame, closing.Token);
                await _exchanges.Writer.WriteAsync(exchange, CancellationToken.None);
                if (exchange.Pause is { } pause)
                {
                    await PauseAsync(pause, closing);
                }
            }
        }
    }

    // False when no request is to be read any more.
    private async ValueTask<bool> ReceiveAsync(CancellationToken reading, CancellationToken closing)
    {
        try
        {
            return await _frames.ReceiveAsync(reading)
                ? true
                : throw new EndOfStreamException("The client has closed it.");
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            return false;
        }
    }

    // The client is over its quota: its answer is on the way, and the next request is not read before the time is up.
    private async ValueTask PauseAsync(Task<Task> decided, CancellationTokenSource closing)
    {
        closing.CancelAfter(Timeout.InfiniteTimeSpan);
        Task pause = await decided;
        await pause.WaitAsync(_connection.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.CancelAfter(_idleLimit);
    }

    private Exchange Begin(RequestFrame frame, CancellationToken closing)
    {
        try
        {
            return _dispatcher.Begin(frame, _peer, closing);
        }
        catch
        {
            frame.Return();
            throw;
        }
    }

    private async Task WriteAnswersAsync(CancellationTokenSource closing)
    {
        // Runs until the queue is closed even when the peer is gone: every exchange holds a frame to give back.
        var output = new AnswerWriter(_connection.Stream, _connection.Socket);
        bool isOpen = true;
        await foreach (Exchange exchange in _exchanges.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                if (isOpen && !exchange.IsCompleted && output.UnflushedBytes > 0)
                {
                    isOpen = await FlushAsync(output, closing.Token);
                }

                if (await exchange.WaitAsync() && isOpen)
                {
                    exchange.Write(output);
                }

                // Also after a request that has no answer: the one before it may have one that waits.
                if (isOpen && IsDue(output))
                {
                    isOpen = await FlushAsync(output, closing.Token);
                }
            }
            catch (Exception reason) when (IsGone(reason))
            {
                isOpen = false;
                LogGone(_logger, ClientHost, reason.Message);
            }
            catch (Exception reason)
            {
                isOpen = false;
                LogFailed(_logger, reason, ClientHost);
            }
            finally
            {
                exchange.Release();
            }

            if (!isOpen)
            {
                output.Clear();
                await closing.CancelAsync();
            }
        }
    }

    private bool IsDue(AnswerWriter output) => output.UnflushedBytes > 0
        && (output.UnflushedBytes >= FlushBytes || !_exchanges.Reader.TryPeek(out _));

    private static bool IsGone(Exception reason) =>
        reason is OperationCanceledException or IOException or ObjectDisposedException;

    private static async ValueTask<bool> FlushAsync(AnswerWriter output, CancellationToken closing)
    {
        try
        {
            await output.FlushAsync(closing);
            return true;
        }
        catch (Exception reason) when (IsGone(reason))
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Connection of {Client} closed: {Reason}")]
    private static partial void LogRefused(ILogger logger, string client, string reason);

    [LoggerMessage(2, LogLevel.Debug, "Connection of {Client} ended: {Reason}")]
    private static partial void LogGone(ILogger logger, string client, string reason);

    [LoggerMessage(3, LogLevel.Error, "Connection of {Client} failed")]
    private static partial void LogFailed(ILogger logger, Exception reason, string client);
}
