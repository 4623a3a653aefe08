namespace TypedStreams.Protocol.Messages;

/// <summary>The tasks that a member has, and those that it must give up.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 22)]
public sealed partial class StreamsGroupCurrentMemberAssignmentValue
{
    /// <summary>Epoch of the member.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Epoch before this one, which a member has that missed an answer.</summary>
    [Field("0+")]
    public int PreviousMemberEpoch { get; set; }

    /// <summary>State of the member: 1 stable, 2 it must give tasks up, 3 it waits for tasks of others.</summary>
    [Field("0+")]
    public sbyte State { get; set; }

    /// <summary>Active tasks, by subtopology.</summary>
    [Field("0+")]
    public List<TaskIds> ActiveTasks { get; set; } = [];

    /// <summary>Standby tasks, by subtopology.</summary>
    [Field("0+")]
    public List<TaskIds> StandbyTasks { get; set; } = [];

    /// <summary>Warm-up tasks, by subtopology.</summary>
    [Field("0+")]
    public List<TaskIds> WarmupTasks { get; set; } = [];

    /// <summary>Active tasks that it must give up.</summary>
    [Field("0+")]
    public List<TaskIds> ActiveTasksPendingRevocation { get; set; } = [];

    /// <summary>Standby tasks that it must give up.</summary>
    [Field("0+")]
    public List<TaskIds> StandbyTasksPendingRevocation { get; set; } = [];

    /// <summary>Warm-up tasks that it must give up.</summary>
    [Field("0+")]
    public List<TaskIds> WarmupTasksPendingRevocation { get; set; } = [];

    /// <summary>One value of the field ActiveTasks.</summary>
    public sealed partial class TaskIds
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("0+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>Partitions of this subtopology.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];

        /// <summary>Epoch at which it got each partition, in their order; null for other than active tasks.</summary>
        [Field("0+", NullableVersions = "0+", Tag = 0)]
        public List<int>? AssignmentEpochs { get; set; }
    }
}
