namespace TypedStreams.Client;

/// <summary>Where to start a partition that has no valid committed offset.</summary>
public enum OffsetReset
{
    /// <summary>At the end: only what is written from now on.</summary>
    Latest,

    /// <summary>At the oldest record kept.</summary>
    Earliest,

    /// <summary>Nowhere: ReceiveAsync throws, and the partition waits for a Seek.</summary>
    Error,
}
