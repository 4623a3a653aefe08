// What pipelines tell the log, for all partitions of a group.

using Microsoft.Extensions.Logging;
using TypedStreams.Protocol;

namespace TypedStreams.Pipelines;

internal sealed partial class PipelineJournal(string group, ILogger logger)
{
    internal void Committed(int messages, TimeSpan took) => LogCommitted(logger, group, messages, took);

    internal void Again(TopicPartition partition, int attempt, Exception failure) =>
        LogAgain(logger, group, partition.Topic, partition.Partition, attempt, failure);

    internal void Fenced(TopicPartition partition, Exception failure) =>
        LogFenced(logger, group, partition.Topic, partition.Partition, failure);

    [LoggerMessage(6, LogLevel.Debug, "Consumer group {Group}: {Messages} messages committed in {Took}")]
    private static partial void LogCommitted(ILogger logger, string group, int messages, TimeSpan took);

    [LoggerMessage(7, LogLevel.Warning,
        "Consumer group {Group}: the transaction of {Topic}-{Partition} is done again, attempt {Attempt}")]
    private static partial void LogAgain(
        ILogger logger, string group, string topic, int partition, int attempt, Exception failure);

    [LoggerMessage(8, LogLevel.Warning,
        "Consumer group {Group}: {Topic}-{Partition} was taken over; the group is asked whose it is")]
    private static partial void LogFenced(
        ILogger logger, string group, string topic, int partition, Exception failure);
}
