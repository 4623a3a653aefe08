// Opens the connection when the host starts, so that a wrong setting or an absent server is told then and not at the
// first message; stops the host when an embedded server fails. Closing is the container's: other services may still
// send while they stop.

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TypedStreams.Hosting;

internal sealed partial class ConnectionService(
    StreamsConnection connection, IHostApplicationLifetime lifetime, ILogger<StreamsConnection> logger) : IHostedService
{
    private Exception? _failure;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var servers = await connection.OpenAsync(cancellationToken);
        _ = WatchAsync(servers.EmbeddedFailed);
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        _failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;

    private async Task WatchAsync(Task<Exception>? failed)
    {
        if (failed is not null)
        {
            _failure = await failed;
            LogServerFailed(logger, _failure);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(5, LogLevel.Critical, "The embedded broker failed and acknowledges nothing more; the host stops")]
    private static partial void LogServerFailed(ILogger logger, Exception failure);
}
