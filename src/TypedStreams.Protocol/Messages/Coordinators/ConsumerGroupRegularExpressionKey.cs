namespace TypedStreams.Protocol.Messages;

/// <summary>Key of an expression that members of a consumer group subscribe to, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 16)]
public sealed partial class ConsumerGroupRegularExpressionKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>The expression.</summary>
    [Field("0")]
    public string RegularExpression { get; set; } = "";
}
