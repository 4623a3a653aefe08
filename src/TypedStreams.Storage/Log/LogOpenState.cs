namespace TypedStreams.Storage;

/// <summary>What the log directory knows about a log before it is opened.</summary>
/// <param name="CleanShutdown">True when every log was closed properly, so that nothing needs a scan.</param>
/// <param name="RecoveryPoint">Offset below which everything was synced; batches from here on are checked after a
/// crash.</param>
/// <param name="LogStartOffset">First offset that may still be read.</param>
/// <param name="CleanedOffset">Offset below which the log was compacted; 0 when it never was.</param>
public readonly record struct LogOpenState(
    bool CleanShutdown, long RecoveryPoint, long LogStartOffset, long CleanedOffset = 0);
