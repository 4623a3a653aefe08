namespace TypedStreams.Protocol.Messages;

/// <summary>Control record that a new quorum leader writes first.</summary>
[DataMessage("0-1", FlexibleVersions = "0+")]
public sealed partial class LeaderChangeMessage
{
    /// <summary>Version of this record.</summary>
    [Field("0+")]
    public short Version { get; set; }

    /// <summary>Node id of the leader; -1 when there is none.</summary>
    [Field("0+")]
    public int LeaderId { get; set; }

    /// <summary>Voters of the quorum when the leader took over.</summary>
    [Field("0+")]
    public List<Voter> Voters { get; set; } = [];

    /// <summary>Voters that voted for the leader.</summary>
    [Field("0+")]
    public List<Voter> GrantingVoters { get; set; } = [];

    /// <summary>One entry of <see cref="Voters"/>.</summary>
    public sealed partial class Voter
    {
        /// <summary>Node id of the voter.</summary>
        [Field("0+")]
        public int VoterId { get; set; }

        /// <summary>Id of the voter's log directory.</summary>
        [Field("1+")]
        public Guid VoterDirectoryId { get; set; }
    }
}
