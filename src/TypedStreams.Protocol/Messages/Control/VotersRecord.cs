namespace TypedStreams.Protocol.Messages;

/// <summary>Control record with the quorum's voters (KIP-853).</summary>
[DataMessage("0", FlexibleVersions = "0+")]
public sealed partial class VotersRecord
{
    /// <summary>Version of this record.</summary>
    [Field("0+")]
    public short Version { get; set; }

    /// <summary>Voters of the quorum.</summary>
    [Field("0+")]
    public List<Voter> Voters { get; set; } = [];

    /// <summary>One entry of <see cref="Voters"/>.</summary>
    public sealed partial class Voter
    {
        /// <summary>Node id of the voter.</summary>
        [Field("0+")]
        public int VoterId { get; set; }

        /// <summary>Id of the voter's log directory.</summary>
        [Field("0+")]
        public Guid VoterDirectoryId { get; set; }

        /// <summary>Addresses the voter listens on.</summary>
        [Field("0+")]
        public List<Endpoint> Endpoints { get; set; } = [];

        /// <summary>Levels of kraft.version the voter supports.</summary>
        [Field("0+")]
        public KRaftVersionFeature KRaftVersionFeature { get; set; } = new();
    }

    /// <summary>One entry of <see cref="Voter.Endpoints"/>.</summary>
    public sealed partial class Endpoint
    {
        /// <summary>Name of the listener.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("0+")]
        public ushort Port { get; set; }
    }

    /// <summary>The value of <see cref="Voter.KRaftVersionFeature"/>.</summary>
    public sealed partial class KRaftVersionFeature
    {
        /// <summary>Lowest level supported.</summary>
        [Field("0+")]
        public short MinSupportedVersion { get; set; }

        /// <summary>Highest level supported.</summary>
        [Field("0+")]
        public short MaxSupportedVersion { get; set; }
    }
}
