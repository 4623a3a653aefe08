namespace TypedStreams.Storage;

/// <summary>Who gave a batch to the log: the more trusted, the fewer rules.</summary>
public enum AppendOrigin
{
    /// <summary>A producer: no control batches, sequence numbers are enforced, base offsets start at 0.</summary>
    Client,

    /// <summary>A coordinator or the quorum of this node: control batches are allowed.</summary>
    Internal,
}
