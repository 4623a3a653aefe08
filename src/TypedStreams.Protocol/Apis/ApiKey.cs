namespace TypedStreams.Protocol;

/// <summary>
/// Numbers of Kafka's APIs up to 4.4. An API without a request type in this assembly has its number only.
/// </summary>
public enum ApiKey : short
{
    /// <summary>Appends record batches to partitions.</summary>
    Produce = 0,

    /// <summary>Reads record batches, waiting until enough bytes are there.</summary>
    Fetch = 1,

    /// <summary>Finds offsets by time, and the first and last of a partition.</summary>
    ListOffsets = 2,

    /// <summary>Asks for brokers, topics and partition leaders.</summary>
    Metadata = 3,

    /// <summary>Reserved; gone since Kafka 4.0.</summary>
    LeaderAndIsr = 4,

    /// <summary>Reserved; gone since Kafka 4.0.</summary>
    StopReplica = 5,

    /// <summary>Reserved; gone since Kafka 4.0.</summary>
    UpdateMetadata = 6,

    /// <summary>Reserved; gone since Kafka 4.0.</summary>
    ControlledShutdown = 7,

    /// <summary>Stores a group's positions.</summary>
    OffsetCommit = 8,

    /// <summary>Reads a group's positions.</summary>
    OffsetFetch = 9,

    /// <summary>Asks which broker coordinates a group or a transactional id.</summary>
    FindCoordinator = 10,

    /// <summary>Enters a classic group's next generation; answered when all members have joined.</summary>
    JoinGroup = 11,

    /// <summary>Tells the coordinator of a classic group that the member lives.</summary>
    Heartbeat = 12,

    /// <summary>Takes members out of a classic group.</summary>
    LeaveGroup = 13,

    /// <summary>Hands in the leader's assignment and waits for one's own.</summary>
    SyncGroup = 14,

    /// <summary>Asks for the state and members of classic groups.</summary>
    DescribeGroups = 15,

    /// <summary>Lists the groups of one broker.</summary>
    ListGroups = 16,

    /// <summary>Chooses a SASL mechanism.</summary>
    SaslHandshake = 17,

    /// <summary>Asks which APIs, versions and features the broker has; the first request of a connection.</summary>
    ApiVersions = 18,

    /// <summary>Creates topics.</summary>
    CreateTopics = 19,

    /// <summary>Deletes topics.</summary>
    DeleteTopics = 20,

    /// <summary>Moves the log start offset of partitions up.</summary>
    DeleteRecords = 21,

    /// <summary>Gets a producer id and epoch, and fences older instances of the transactional id.</summary>
    InitProducerId = 22,

    /// <summary>Asks where leader epochs ended, to find out where logs diverge.</summary>
    OffsetForLeaderEpoch = 23,

    /// <summary>Adds partitions to a transaction before it writes to them.</summary>
    AddPartitionsToTxn = 24,

    /// <summary>Adds a group's offsets partition to a transaction.</summary>
    AddOffsetsToTxn = 25,

    /// <summary>Commits or aborts a transaction.</summary>
    EndTxn = 26,

    /// <summary>Writes commit or abort markers; sent by the transaction coordinator to partition leaders.</summary>
    WriteTxnMarkers = 27,

    /// <summary>Stores a group's positions as part of a transaction.</summary>
    TxnOffsetCommit = 28,

    /// <summary>Lists access rules that match a filter.</summary>
    DescribeAcls = 29,

    /// <summary>Adds access rules.</summary>
    CreateAcls = 30,

    /// <summary>Removes access rules that match filters.</summary>
    DeleteAcls = 31,

    /// <summary>Asks for the configuration of topics, brokers and groups.</summary>
    DescribeConfigs = 32,

    /// <summary>Replaces the whole configuration of resources.</summary>
    AlterConfigs = 33,

    /// <summary>Alter replica log dirs; no types here.</summary>
    AlterReplicaLogDirs = 34,

    /// <summary>Asks for the sizes and states of a broker's log directories.</summary>
    DescribeLogDirs = 35,

    /// <summary>Carries one step of the SASL exchange.</summary>
    SaslAuthenticate = 36,

    /// <summary>Adds partitions to topics.</summary>
    CreatePartitions = 37,

    /// <summary>Create delegation token; no types here.</summary>
    CreateDelegationToken = 38,

    /// <summary>Renew delegation token; no types here.</summary>
    RenewDelegationToken = 39,

    /// <summary>Expire delegation token; no types here.</summary>
    ExpireDelegationToken = 40,

    /// <summary>Describe delegation token; no types here.</summary>
    DescribeDelegationToken = 41,

    /// <summary>Deletes empty groups with their offsets.</summary>
    DeleteGroups = 42,

    /// <summary>Starts leader elections.</summary>
    ElectLeaders = 43,

    /// <summary>Changes single configuration entries.</summary>
    IncrementalAlterConfigs = 44,

    /// <summary>Alter partition reassignments; no types here.</summary>
    AlterPartitionReassignments = 45,

    /// <summary>List partition reassignments; no types here.</summary>
    ListPartitionReassignments = 46,

    /// <summary>Deletes a group's offsets of topics it no longer consumes.</summary>
    OffsetDelete = 47,

    /// <summary>Lists quotas that match a filter.</summary>
    DescribeClientQuotas = 48,

    /// <summary>Sets and removes quotas.</summary>
    AlterClientQuotas = 49,

    /// <summary>Describe user scram credentials; no types here.</summary>
    DescribeUserScramCredentials = 50,

    /// <summary>Alter user scram credentials; no types here.</summary>
    AlterUserScramCredentials = 51,

    /// <summary>Vote; no types here.</summary>
    Vote = 52,

    /// <summary>Begin quorum epoch; no types here.</summary>
    BeginQuorumEpoch = 53,

    /// <summary>End quorum epoch; no types here.</summary>
    EndQuorumEpoch = 54,

    /// <summary>Asks for the state of the metadata quorum.</summary>
    DescribeQuorum = 55,

    /// <summary>Alter partition; no types here.</summary>
    AlterPartition = 56,

    /// <summary>Raises or lowers finalized feature levels.</summary>
    UpdateFeatures = 57,

    /// <summary>Envelope; no types here.</summary>
    Envelope = 58,

    /// <summary>Fetch snapshot; no types here.</summary>
    FetchSnapshot = 59,

    /// <summary>Asks for the cluster id, the controller and the brokers.</summary>
    DescribeCluster = 60,

    /// <summary>Asks for the producers that partitions remember.</summary>
    DescribeProducers = 61,

    /// <summary>Broker registration; no types here.</summary>
    BrokerRegistration = 62,

    /// <summary>Broker heartbeat; no types here.</summary>
    BrokerHeartbeat = 63,

    /// <summary>Unregister broker; no types here.</summary>
    UnregisterBroker = 64,

    /// <summary>Asks for the state of transactions.</summary>
    DescribeTransactions = 65,

    /// <summary>Lists the transactions of one coordinator.</summary>
    ListTransactions = 66,

    /// <summary>Allocate producer ids; no types here.</summary>
    AllocateProducerIds = 67,

    /// <summary>Joins, keeps up and leaves a consumer group; all of KIP-848 in one call.</summary>
    ConsumerGroupHeartbeat = 68,

    /// <summary>Asks for the state and members of consumer groups.</summary>
    ConsumerGroupDescribe = 69,

    /// <summary>Controller registration; no types here.</summary>
    ControllerRegistration = 70,

    /// <summary>Get telemetry subscriptions; no types here.</summary>
    GetTelemetrySubscriptions = 71,

    /// <summary>Push telemetry; no types here.</summary>
    PushTelemetry = 72,

    /// <summary>Assign replicas to dirs; no types here.</summary>
    AssignReplicasToDirs = 73,

    /// <summary>Lists resources that can have a configuration.</summary>
    ListConfigResources = 74,

    /// <summary>Asks for partitions page by page, with eligible leaders.</summary>
    DescribeTopicPartitions = 75,

    /// <summary>Joins, keeps up and leaves a share group.</summary>
    ShareGroupHeartbeat = 76,

    /// <summary>Asks for the state and members of share groups.</summary>
    ShareGroupDescribe = 77,

    /// <summary>Acquires records for a member of a share group.</summary>
    ShareFetch = 78,

    /// <summary>Settles records that a member of a share group acquired.</summary>
    ShareAcknowledge = 79,

    /// <summary>Add raft voter; no types here.</summary>
    AddRaftVoter = 80,

    /// <summary>Remove raft voter; no types here.</summary>
    RemoveRaftVoter = 81,

    /// <summary>Update raft voter; no types here.</summary>
    UpdateRaftVoter = 82,

    /// <summary>Initialize share group state; no types here.</summary>
    InitializeShareGroupState = 83,

    /// <summary>Read share group state; no types here.</summary>
    ReadShareGroupState = 84,

    /// <summary>Write share group state; no types here.</summary>
    WriteShareGroupState = 85,

    /// <summary>Delete share group state; no types here.</summary>
    DeleteShareGroupState = 86,

    /// <summary>Read share group state summary; no types here.</summary>
    ReadShareGroupStateSummary = 87,

    /// <summary>Streams group heartbeat; no types here.</summary>
    StreamsGroupHeartbeat = 88,

    /// <summary>Streams group describe; no types here.</summary>
    StreamsGroupDescribe = 89,

    /// <summary>Asks where share groups start in their partitions.</summary>
    DescribeShareGroupOffsets = 90,

    /// <summary>Moves the start offsets of a share group.</summary>
    AlterShareGroupOffsets = 91,

    /// <summary>Forgets what a share group has done in topics.</summary>
    DeleteShareGroupOffsets = 92,

    /// <summary>Streams group topology description update; no types here.</summary>
    StreamsGroupTopologyDescriptionUpdate = 93,

    /// <summary>Unregister controller; no types here.</summary>
    UnregisterController = 94,
}
