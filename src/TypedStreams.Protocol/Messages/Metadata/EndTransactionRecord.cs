namespace TypedStreams.Protocol.Messages;

/// <summary>The records since the begin record take effect.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 24)]
public sealed partial class EndTransactionRecord
{
}
