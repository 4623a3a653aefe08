using Microsoft.Extensions.Logging;

namespace TypedStreams.Registry.Storage;

/// <summary>What stores say.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1, LogLevel.Error, "A change could not be written to the log")]
    internal static partial void WriteFailed(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Critical, "The log cannot be used; the registry answers nothing but errors")]
    internal static partial void Failed(ILogger logger, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "Record {Offset} of the log is left alone: {What} is not served")]
    internal static partial void Foreign(ILogger logger, long offset, string what);

    [LoggerMessage(4, LogLevel.Error, "Record {Offset} of the log gives a taken id to another schema; skipped")]
    internal static partial void Contradiction(ILogger logger, long offset);

    [LoggerMessage(5, LogLevel.Error, "Record {Offset} of the log is unreadable and skipped: {Problem}")]
    internal static partial void Unreadable(ILogger logger, long offset, string problem);

    [LoggerMessage(6, LogLevel.Information, "A change meant for offset {Offset} was overtaken (attempt {Attempt})")]
    internal static partial void Overtaken(ILogger logger, long offset, int attempt);
}
