namespace TypedStreams.Protocol.Messages;

/// <summary>Forgets what an empty share group has done in topics.</summary>
[ApiMessage(ApiKey.DeleteShareGroupOffsets, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class DeleteShareGroupOffsetsRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<DeleteShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    /// <summary>One value of the field Topics.</summary>
    public sealed partial class DeleteShareGroupOffsetsRequestTopic
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";
    }
}
