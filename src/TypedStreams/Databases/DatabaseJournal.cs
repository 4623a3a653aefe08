// What database groups tell the log, for all partitions of a group.

using Microsoft.Extensions.Logging;
using TypedStreams.Protocol;

namespace TypedStreams.Databases;

internal sealed partial class DatabaseJournal(string group, ILogger logger)
{
    internal void Committed(int messages, TimeSpan took) => LogCommitted(logger, group, messages, took);

    internal void Again(TopicPartition partition, int attempt, Exception failure) =>
        LogAgain(logger, group, partition.Topic, partition.Partition, attempt, failure);

    internal void Unreachable(Exception failure) => LogUnreachable(logger, group, failure);

    internal void Moved(TopicPartition partition, long? position) =>
        LogMoved(logger, group, partition.Topic, partition.Partition, position);

    [LoggerMessage(20, LogLevel.Debug, "Consumer group {Group}: {Messages} messages committed in {Took}")]
    private static partial void LogCommitted(ILogger logger, string group, int messages, TimeSpan took);

    [LoggerMessage(21, LogLevel.Warning,
        "Consumer group {Group}: the database transaction of {Topic}-{Partition} is done again, attempt {Attempt}")]
    private static partial void LogAgain(
        ILogger logger, string group, string topic, int partition, int attempt, Exception failure);

    [LoggerMessage(22, LogLevel.Warning, "Consumer group {Group}: positions cannot be read from the database for now")]
    private static partial void LogUnreachable(ILogger logger, string group, Exception failure);

    [LoggerMessage(23, LogLevel.Warning,
        "Consumer group {Group}: another member moved {Topic}-{Partition} to {Position}; this one waits to be told")]
    private static partial void LogMoved(ILogger logger, string group, string topic, int partition, long? position);
}
