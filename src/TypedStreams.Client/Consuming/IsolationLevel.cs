namespace TypedStreams.Client;

/// <summary>Which records of transactions are seen; the number on the wire.</summary>
public enum IsolationLevel : sbyte
{
    /// <summary>All, also those of open and aborted transactions.</summary>
    ReadUncommitted = 0,

    /// <summary>Only those of committed transactions, and those outside of one.</summary>
    ReadCommitted = 1,
}
