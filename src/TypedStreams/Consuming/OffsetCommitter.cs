// Commits positions of partition workers, one commit at a time: the interval, a revoke and the end of the host may ask
// at once, and an older position must never follow a newer one.

using Microsoft.Extensions.Logging;
using TypedStreams.Client;

namespace TypedStreams.Consuming;

internal sealed partial class OffsetCommitter(KafkaConsumer consumer, string group, ILogger logger)
    : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>
    /// Commits what is handled and not committed yet. A failure is logged and not thrown: the offsets go with the next
    /// commit, or are handled again, which at-least-once allows.
    /// </summary>
    internal async Task CommitAsync(IEnumerable<AtLeastOnceWorker> workers)
    {
        await _gate.WaitAsync();
        try
        {
            var due = new List<(AtLeastOnceWorker Worker, TopicPartitionOffset Offset)>();
            foreach (var worker in workers)
            {
                if (worker.Uncommitted is { } offset)
                {
                    due.Add((worker, offset));
                }
            }

            if (due.Count > 0)
            {
                await consumer.CommitAsync([.. due.Select(item => item.Offset)]);
                due.ForEach(item => item.Worker.Committed(item.Offset.Offset));
            }
        }
        catch (KafkaException failure)
        {
            LogCommitFailed(logger, group, failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    [LoggerMessage(4, LogLevel.Warning,
        "Consumer group {Group} could not commit its offsets; they are committed later, or their messages come again")]
    private static partial void LogCommitFailed(ILogger logger, string group, Exception failure);
}
