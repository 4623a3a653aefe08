namespace TypedStreams.Protocol.Messages;

/// <summary>The following records take effect together at the end record (KIP-868).</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 23)]
public sealed partial class BeginTransactionRecord
{
    /// <summary>What the transaction is for; for people who read the log.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 0)]
    public string? Name { get; set; }
}
