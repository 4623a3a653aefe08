namespace TypedStreams.Protocol.Messages;

/// <summary>Moves partitions to other log directories of the same broker (KIP-113).</summary>
[ApiMessage(ApiKey.AlterReplicaLogDirs, MessageKind.Request, "1-2", FlexibleVersions = "2+")]
public sealed partial class AlterReplicaLogDirsRequest
{
    /// <summary>The directories and what is to be in them.</summary>
    [Field("0+")]
    public List<AlterReplicaLogDir> Dirs { get; set; } = [];

    /// <summary>One entry of <see cref="Dirs"/>.</summary>
    public sealed partial class AlterReplicaLogDir
    {
        /// <summary>Absolute path of the directory.</summary>
        [Field("0+")]
        public string Path { get; set; } = "";

        /// <summary>The topics.</summary>
        [Field("0+")]
        public List<AlterReplicaLogDirTopic> Topics { get; set; } = [];
    }

    /// <summary>One entry of <see cref="AlterReplicaLogDir.Topics"/>.</summary>
    public sealed partial class AlterReplicaLogDirTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
