namespace TypedStreams.Broker.Core.Coordination;

/// <summary>The present, as the shell hands it to a core with every input.</summary>
/// <param name="NowMs">The monotonic clock that drives deadlines, in milliseconds.</param>
/// <param name="WallClockMs">Milliseconds since 1970; goes into records, and bridges a restart.</param>
public readonly record struct CoreTime(long NowMs, long WallClockMs);
