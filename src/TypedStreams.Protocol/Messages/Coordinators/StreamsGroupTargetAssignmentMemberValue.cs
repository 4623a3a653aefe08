namespace TypedStreams.Protocol.Messages;

/// <summary>The tasks that a member shall have in the end.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 21)]
public sealed partial class StreamsGroupTargetAssignmentMemberValue
{
    /// <summary>Active tasks, by subtopology.</summary>
    [Field("0+")]
    public List<TaskIds> ActiveTasks { get; set; } = [];

    /// <summary>Standby tasks, by subtopology.</summary>
    [Field("0+")]
    public List<TaskIds> StandbyTasks { get; set; } = [];

    /// <summary>Warm-up tasks, by subtopology.</summary>
    [Field("0+")]
    public List<TaskIds> WarmupTasks { get; set; } = [];

    /// <summary>One value of the field ActiveTasks.</summary>
    public sealed partial class TaskIds
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("0+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>Partitions of this subtopology.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
