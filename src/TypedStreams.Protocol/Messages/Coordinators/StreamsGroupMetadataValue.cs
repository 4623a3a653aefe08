namespace TypedStreams.Protocol.Messages;

/// <summary>The epoch of a streams group (KIP-1071); a missing value deletes the group.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 17)]
public sealed partial class StreamsGroupMetadataValue
{
    /// <summary>Epoch of the group; grows with every change of members, topology or topics.</summary>
    [Field("0+")]
    public int Epoch { get; set; }

    /// <summary>Hash of the topics that the group uses, to notice a change of them.</summary>
    [Field("0+")]
    public long MetadataHash { get; set; }

    /// <summary>Epoch of the topology whose topics are all in order; -1 when none are.</summary>
    [Field("0+", Tag = 0)]
    public int ValidatedTopologyEpoch { get; set; } = -1;

    /// <summary>The configuration with which the newest target was made; null when unknown.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 1)]
    public List<LastAssignmentConfig>? LastAssignmentConfigs { get; set; }

    /// <summary>Epoch of the topology whose description is stored; -1 when none is.</summary>
    [Field("0+", Tag = 2)]
    public int StoredDescriptionTopologyEpoch { get; set; } = -1;

    /// <summary>Epoch of the topology whose description was refused for good; -1 when none was.</summary>
    [Field("0+", Tag = 3)]
    public int FailedDescriptionTopologyEpoch { get; set; } = -1;

    /// <summary>One value of the field LastAssignmentConfigs.</summary>
    public sealed partial class LastAssignmentConfig
    {
        /// <summary>Name of the entry.</summary>
        [Field("0+")]
        public string Key { get; set; } = "";

        /// <summary>Value of the entry.</summary>
        [Field("0+")]
        public string Value { get; set; } = "";
    }
}
