// The open connections of a listener: admits them up to a limit, runs what serves each, and ends them all when the
// listener stops. Any thread.
using Microsoft.Extensions.Logging;

namespace TypedStreams.Broker.Listeners;

internal sealed partial class OpenConnections(int maxConnections, Func<Connection, Task> serve, ILogger logger)
{
    // For connections that were cut off to end: their handlers are told, and have nothing left to wait for.
    private static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<Connection, Task> _open = [];
    private bool _isStopped;

    /// <summary>How many are open.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>
    /// Serves a connection until it ends, and disposes it. False when as many are open as may be, or when the listener
    /// has stopped: the connection is the caller's to end.
    /// </summary>
    internal bool TryServe(Connection connection)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isStopped)
            {
                return false;
            }

            if (_open.Count >= maxConnections)
            {
                LogFull(logger, maxConnections);
                return false;
            }

            _open.Add(connection, ServeAsync(connection, start.Task));
        }

        start.SetResult();
        return true;
    }

    /// <summary>
    /// Admits no more, asks the open ones to end, and cuts them off when <paramref name="patience"/> is over.
    /// </summary>
    internal async Task StopAsync(CancellationToken patience)
    {
        KeyValuePair<Connection, Task>[] open;
        lock (_gate)
        {
            _isStopped = true;
            open = [.. _open];
        }

        foreach ((Connection connection, _) in open)
        {
            connection.AskToEnd();
        }

        var served = Task.WhenAll(open.Select(entry => entry.Value));
        await served.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach ((Connection connection, _) in open)
        {
            connection.CutOff();
        }

        // A handler that waits for what never comes does not keep the node from stopping.
        await served.WaitAsync(CutPatience, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!served.IsCompleted)
        {
            LogLeft(logger, open.Count(entry => !entry.Value.IsCompleted));
        }
    }

    private async Task ServeAsync(Connection connection, Task started)
    {
        await started;
        try
        {
            await serve(connection);
        }
        catch (OperationCanceledException)
        {
            // The node stopped, or the client went, before it was served.
        }
        catch (Exception reason)
        {
            LogFailed(logger, reason);
        }
        finally
        {
            connection.Dispose();
            lock (_gate)
            {
                _open.Remove(connection);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A connection was refused: max.connections ({Limit}) are open")]
    private static partial void LogFull(ILogger logger, int limit);

    [LoggerMessage(2, LogLevel.Error, "A connection could not be served")]
    private static partial void LogFailed(ILogger logger, Exception reason);

    [LoggerMessage(3, LogLevel.Warning, "{Count} connections were left while requests of theirs were still waiting")]
    private static partial void LogLeft(ILogger logger, int count);
}
