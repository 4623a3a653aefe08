// Where a node's messages go: warnings and worse, one paragraph each, on standard error; standard output belongs to the
// ready line. Made without a container of services, which would take a tenth of the time in which a node starts.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace TypedStreams.Server.Serving;

internal static class StandardErrorLog
{
    internal static ILoggerFactory Create()
    {
        var options = new ConsoleLoggerOptions { LogToStandardErrorThreshold = LogLevel.Trace };
        var provider = new ConsoleLoggerProvider(new Unchanging(options));
        return new LoggerFactory([provider], new LoggerFilterOptions { MinLevel = LogLevel.Warning });
    }

    private sealed class Unchanging(ConsoleLoggerOptions value) : IOptionsMonitor<ConsoleLoggerOptions>
    {
        public ConsoleLoggerOptions CurrentValue => value;

        public ConsoleLoggerOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
    }
}
