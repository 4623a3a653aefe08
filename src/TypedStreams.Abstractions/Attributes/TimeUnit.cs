namespace TypedStreams;

/// <summary>What a point in time or a time of day is counted in.</summary>
public enum TimeUnit
{
    /// <summary>Millionths of a second.</summary>
    Microseconds,

    /// <summary>Thousandths of a second.</summary>
    Milliseconds,
}
