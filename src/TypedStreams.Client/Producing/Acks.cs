namespace TypedStreams.Client;

/// <summary>Who must have a batch before it counts as written; the number on the wire.</summary>
public enum Acks : short
{
    /// <summary>Every in-sync replica. Survives the loss of all but one of them.</summary>
    All = -1,

    /// <summary>Nobody: no answer is waited for, and offsets are not known.</summary>
    None = 0,

    /// <summary>The leader alone. Lost if it fails before its followers have it.</summary>
    Leader = 1,
}
