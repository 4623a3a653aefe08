// What the relay tells the log.

using Microsoft.Extensions.Logging;

namespace TypedStreams.Outbox;

internal sealed partial class RelayJournal(string outbox, ILogger logger)
{
    internal void Published(long batch, int messages) => LogPublished(logger, outbox, batch, messages);

    internal void Again(int attempt, Exception failure) => LogAgain(logger, outbox, attempt, failure);

    internal void Fenced(Exception failure) => LogFenced(logger, outbox, failure);

    [LoggerMessage(31, LogLevel.Debug, "Outbox {Outbox}: batch {Batch} is out, {Messages} messages")]
    private static partial void LogPublished(ILogger logger, string outbox, long batch, int messages);

    [LoggerMessage(32, LogLevel.Warning, "Outbox {Outbox}: publishing is tried again, attempt {Attempt}")]
    private static partial void LogAgain(ILogger logger, string outbox, int attempt, Exception failure);

    [LoggerMessage(33, LogLevel.Warning, "Outbox {Outbox}: its id was taken over; the group is asked by whom")]
    private static partial void LogFenced(ILogger logger, string outbox, Exception failure);
}
