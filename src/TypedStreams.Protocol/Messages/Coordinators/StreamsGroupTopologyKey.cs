namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a streams group's topology, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 23)]
public sealed partial class StreamsGroupTopologyKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
