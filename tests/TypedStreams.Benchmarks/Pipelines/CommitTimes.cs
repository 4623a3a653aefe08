using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TypedStreams.Benchmarks.Pipelines;

/// <summary>How long commits took: given by a loop, or taken from what a pipeline tells its log.</summary>
internal sealed class CommitTimes : ILoggerProvider, ILogger
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    internal void Add(TimeSpan took) => _milliseconds.Add(took.TotalMilliseconds);

    /// <summary>The time that this part of all commits stayed below, in milliseconds; 0 without any.</summary>
    internal double Quantile(double part)
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * part)];
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach ((string name, object? value) in values)
            {
                if (name == "Took" && value is TimeSpan took)
                {
                    Add(took);
                }
            }
        }
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    public void Dispose()
    {
    }
}
