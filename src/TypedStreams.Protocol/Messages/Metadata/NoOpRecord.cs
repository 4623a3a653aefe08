namespace TypedStreams.Protocol.Messages;

/// <summary>Nothing happened; keeps the quorum's high watermark moving.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 20)]
public sealed partial class NoOpRecord
{
}
