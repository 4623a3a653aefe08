// The console port: /healthz for probes and /metrics in Prometheus' text form.
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Hosting;

namespace TypedStreams.Server.Serving;

internal sealed class ConsoleServer : IAsyncDisposable
{
    private const string Healthy = "ok\n";

    private readonly WebApplication _app;

    private ConsoleServer(WebApplication app)
    {
        _app = app;
        var address = new Uri(app.Urls.First());
        EndPoint = new IPEndPoint(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
    }

    /// <summary>Where it listens.</summary>
    internal IPEndPoint EndPoint { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="broker">The broker once it serves; null while it starts.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    internal static async Task<ConsoleServer> StartAsync(
        IPEndPoint listen, Func<BrokerNode?> broker, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listen));
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, broker()));
        await app.StartAsync(cancellationToken);
        return new ConsoleServer(app);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, BrokerNode? broker)
    {
        switch (context.Request.Path.Value)
        {
            case "/healthz":
                string health = broker is null ? "starting\n" : broker.Failed.IsCompleted ? "failed\n" : Healthy;
                context.Response.StatusCode =
                    health == Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                return context.Response.WriteAsync(health);
            case "/metrics" when broker is null:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return context.Response.WriteAsync("The broker starts.\n");
            case "/metrics":
                context.Response.ContentType = "text/plain; version=0.0.4";
                return context.Response.WriteAsync(Metrics(broker.Figures));
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync("This port serves /healthz and /metrics.\n");
        }
    }

    private static string Metrics(BrokerFigures figures)
    {
        var text = new StringBuilder();
        Add(text, "tstreams_connections", "gauge", "Open client connections.", figures.Connections);
        Add(text, "tstreams_topics", "gauge", "Topics, internal ones included.", figures.Topics);
        Add(text, "tstreams_partitions", "gauge", "Partitions of all topics.", figures.Partitions);
        Add(text, "tstreams_log_syncs_total", "counter", "Log syncs since the start.", figures.Syncs);
        Add(text, "tstreams_client_metrics_pushes_total", "counter", "Pushes of clients' metrics that were received.",
            figures.ClientMetricsPushes);
        Add(text, "tstreams_resident_bytes", "gauge", "Resident memory of the process.", Environment.WorkingSet);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string type, string help, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
}
