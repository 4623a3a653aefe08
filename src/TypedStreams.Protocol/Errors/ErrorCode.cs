namespace TypedStreams.Protocol;

/// <summary>
/// Kafka's error codes up to 4.4. <see cref="ErrorTable"/> has their names on the wire and whether to retry; a newer
/// broker may send a code that is not here.
/// </summary>
public enum ErrorCode : short
{
    /// <summary>The broker hit an error it did not expect; what happened to the request is unknown.</summary>
    UnknownServerError = -1,
    /// <summary>Success.</summary>
    None = 0,
    /// <summary>The offset lies outside the partition's log; reset the position.</summary>
    OffsetOutOfRange = 1,
    /// <summary>The checksum or the format of the records is wrong.</summary>
    CorruptMessage = 2,
    /// <summary>The broker does not have the topic or partition; refresh the metadata.</summary>
    UnknownTopicOrPartition = 3,
    /// <summary>The requested size is not positive.</summary>
    InvalidFetchSize = 4,
    /// <summary>The partition has no leader yet; refresh the metadata.</summary>
    LeaderNotAvailable = 5,
    /// <summary>This broker does not lead the partition or holds no replica of it; refresh the metadata.</summary>
    NotLeaderOrFollower = 6,
    /// <summary>The work was not done in time; it may still be done later.</summary>
    RequestTimedOut = 7,
    /// <summary>The broker is not available.</summary>
    BrokerNotAvailable = 8,
    /// <summary>The replica cannot serve this yet.</summary>
    ReplicaNotAvailable = 9,
    /// <summary>The batch is larger than the topic's max.message.bytes.</summary>
    MessageTooLarge = 10,
    /// <summary>The controller that sent this was replaced.</summary>
    StaleControllerEpoch = 11,
    /// <summary>The text stored with the offset is longer than offset.metadata.max.bytes.</summary>
    OffsetMetadataTooLarge = 12,
    /// <summary>The connection broke before the answer came.</summary>
    NetworkException = 13,
    /// <summary>The coordinator is still reading its log; ask again.</summary>
    CoordinatorLoadInProgress = 14,
    /// <summary>The coordinator is not ready, or none could be made; find it again.</summary>
    CoordinatorNotAvailable = 15,
    /// <summary>This broker is not the coordinator; find it again.</summary>
    NotCoordinator = 16,
    /// <summary>The topic name is not allowed, or the topic may not be used this way.</summary>
    InvalidTopicException = 17,
    /// <summary>The batch is larger than a log segment.</summary>
    RecordListTooLarge = 18,
    /// <summary>Fewer replicas are in sync than min.insync.replicas; nothing was written.</summary>
    NotEnoughReplicas = 19,
    /// <summary>Fewer replicas than min.insync.replicas have the records, which were written.</summary>
    NotEnoughReplicasAfterAppend = 20,
    /// <summary>Acks is not -1, 0 or 1.</summary>
    InvalidRequiredAcks = 21,
    /// <summary>The generation is not the group's; join again.</summary>
    IllegalGeneration = 22,
    /// <summary>The member's protocols do not fit those of the group.</summary>
    InconsistentGroupProtocol = 23,
    /// <summary>The group id is not allowed.</summary>
    InvalidGroupId = 24,
    /// <summary>The coordinator does not know the member; join anew with an empty id.</summary>
    UnknownMemberId = 25,
    /// <summary>
    /// The session timeout lies outside group.min.session.timeout.ms and group.max.session.timeout.ms.
    /// </summary>
    InvalidSessionTimeout = 26,
    /// <summary>The group rebalances; join again.</summary>
    RebalanceInProgress = 27,
    /// <summary>The offsets were too large to be stored.</summary>
    InvalidCommitOffsetSize = 28,
    /// <summary>The principal may not do this with the topic.</summary>
    TopicAuthorizationFailed = 29,
    /// <summary>The principal may not do this with the group.</summary>
    GroupAuthorizationFailed = 30,
    /// <summary>The principal may not do this with the cluster.</summary>
    ClusterAuthorizationFailed = 31,
    /// <summary>The timestamp is too far from the broker's clock.</summary>
    InvalidTimestamp = 32,
    /// <summary>The broker does not offer the SASL mechanism.</summary>
    UnsupportedSaslMechanism = 33,
    /// <summary>The request does not fit the state of the SASL exchange.</summary>
    IllegalSaslState = 34,
    /// <summary>The broker does not serve this version of the API.</summary>
    UnsupportedVersion = 35,
    /// <summary>A topic of this name exists.</summary>
    TopicAlreadyExists = 36,
    /// <summary>The number of partitions is not allowed.</summary>
    InvalidPartitions = 37,
    /// <summary>The replication factor is not positive or larger than the number of brokers.</summary>
    InvalidReplicationFactor = 38,
    /// <summary>The replicas chosen by hand are not allowed.</summary>
    InvalidReplicaAssignment = 39,
    /// <summary>A configuration value is not allowed.</summary>
    InvalidConfig = 40,
    /// <summary>This broker is not the controller; refresh the metadata.</summary>
    NotController = 41,
    /// <summary>The request contradicts itself or the protocol; resending it does not help.</summary>
    InvalidRequest = 42,
    /// <summary>The record format does not allow this.</summary>
    UnsupportedForMessageFormat = 43,
    /// <summary>A policy of the cluster forbids this.</summary>
    PolicyViolation = 44,
    /// <summary>The sequence number does not follow the last one; records before it may be lost.</summary>
    OutOfOrderSequenceNumber = 45,
    /// <summary>The batch was written before; treat it as success.</summary>
    DuplicateSequenceNumber = 46,
    /// <summary>The producer's epoch is old: another instance took over.</summary>
    InvalidProducerEpoch = 47,
    /// <summary>The transaction is in a state that does not allow this.</summary>
    InvalidTxnState = 48,
    /// <summary>The producer id does not belong to the transactional id.</summary>
    InvalidProducerIdMapping = 49,
    /// <summary>The timeout is larger than transaction.max.timeout.ms.</summary>
    InvalidTransactionTimeout = 50,
    /// <summary>The transaction before is still being completed; ask again.</summary>
    ConcurrentTransactions = 51,
    /// <summary>A newer transaction coordinator took over.</summary>
    TransactionCoordinatorFenced = 52,
    /// <summary>The principal may not use the transactional id.</summary>
    TransactionalIdAuthorizationFailed = 53,
    /// <summary>The broker has security features switched off.</summary>
    SecurityDisabled = 54,
    /// <summary>The item was left out because another one of the request failed.</summary>
    OperationNotAttempted = 55,
    /// <summary>The broker's disk failed.</summary>
    KafkaStorageError = 56,
    /// <summary>The broker does not have the log directory.</summary>
    LogDirNotFound = 57,
    /// <summary>The credentials are wrong.</summary>
    SaslAuthenticationFailed = 58,
    /// <summary>The partition no longer knows the producer; its records are gone.</summary>
    UnknownProducerId = 59,
    /// <summary>The partition is being reassigned.</summary>
    ReassignmentInProgress = 60,
    /// <summary>The broker has delegation tokens switched off.</summary>
    DelegationTokenAuthDisabled = 61,
    /// <summary>The broker does not know the token.</summary>
    DelegationTokenNotFound = 62,
    /// <summary>The token belongs to someone else.</summary>
    DelegationTokenOwnerMismatch = 63,
    /// <summary>Tokens may not be asked for over this kind of connection.</summary>
    DelegationTokenRequestNotAllowed = 64,
    /// <summary>The principal may not do this with tokens.</summary>
    DelegationTokenAuthorizationFailed = 65,
    /// <summary>The token has expired.</summary>
    DelegationTokenExpired = 66,
    /// <summary>The type of the principal is not allowed.</summary>
    InvalidPrincipalType = 67,
    /// <summary>The group has members.</summary>
    NonEmptyGroup = 68,
    /// <summary>There is no such group.</summary>
    GroupIdNotFound = 69,
    /// <summary>The fetch session is gone; start a new one.</summary>
    FetchSessionIdNotFound = 70,
    /// <summary>The fetch session's epoch is not the expected one; start a new session.</summary>
    InvalidFetchSessionEpoch = 71,
    /// <summary>The leader has no listener of this name.</summary>
    ListenerNotFound = 72,
    /// <summary>The broker has the deletion of topics switched off.</summary>
    TopicDeletionDisabled = 73,
    /// <summary>The sender's leader epoch is old; refresh the metadata.</summary>
    FencedLeaderEpoch = 74,
    /// <summary>The sender's leader epoch is newer than the broker's; ask again.</summary>
    UnknownLeaderEpoch = 75,
    /// <summary>The version of the API does not allow the compression of the records.</summary>
    UnsupportedCompressionType = 76,
    /// <summary>The broker registered anew since.</summary>
    StaleBrokerEpoch = 77,
    /// <summary>The high watermark is not known yet after the election; ask again.</summary>
    OffsetNotAvailable = 78,
    /// <summary>Join again with the member id that came with this.</summary>
    MemberIdRequired = 79,
    /// <summary>The preferred leader is not in sync.</summary>
    PreferredLeaderNotAvailable = 80,
    /// <summary>The group has group.max.size members.</summary>
    GroupMaxSizeReached = 81,
    /// <summary>Another member with the same instance id took over.</summary>
    FencedInstanceId = 82,
    /// <summary>No replica may become leader now.</summary>
    EligibleLeadersNotAvailable = 83,
    /// <summary>The partition has the wanted leader already.</summary>
    ElectionNotNeeded = 84,
    /// <summary>The partition is not being reassigned.</summary>
    NoReassignmentInProgress = 85,
    /// <summary>The group consumes the topic; its offsets cannot be deleted.</summary>
    GroupSubscribedToTopic = 86,
    /// <summary>A record breaks a rule of the topic, for example a missing key where logs are compacted.</summary>
    InvalidRecord = 87,
    /// <summary>A transaction may still change the offset; ask again.</summary>
    UnstableOffsetCommit = 88,
    /// <summary>The quota of changes is used up; ask again later.</summary>
    ThrottlingQuotaExceeded = 89,
    /// <summary>Another instance of the transactional id took over.</summary>
    ProducerFenced = 90,
    /// <summary>There is no such resource or user.</summary>
    ResourceNotFound = 91,
    /// <summary>The request names a resource twice.</summary>
    DuplicateResource = 92,
    /// <summary>The credential does not meet the rules.</summary>
    UnacceptableCredential = 93,
    /// <summary>The sender is not one of the voters, or knows other voters.</summary>
    InconsistentVoterSet = 94,
    /// <summary>The feature level is not allowed.</summary>
    InvalidUpdateVersion = 95,
    /// <summary>The feature could not be changed.</summary>
    FeatureUpdateFailed = 96,
    /// <summary>The forwarded principal could not be read.</summary>
    PrincipalDeserializationFailure = 97,
    /// <summary>There is no such snapshot.</summary>
    SnapshotNotFound = 98,
    /// <summary>The position lies behind the snapshot's end.</summary>
    PositionOutOfRange = 99,
    /// <summary>The broker does not know the topic id; refresh the metadata.</summary>
    UnknownTopicId = 100,
    /// <summary>Another running broker has this node id.</summary>
    DuplicateBrokerRegistration = 101,
    /// <summary>The broker's node id is not registered.</summary>
    BrokerIdNotRegistered = 102,
    /// <summary>The topic id differs from the one in the log.</summary>
    InconsistentTopicId = 103,
    /// <summary>The cluster id differs from the broker's.</summary>
    InconsistentClusterId = 104,
    /// <summary>The coordinator does not know the transactional id.</summary>
    TransactionalIdNotFound = 105,
    /// <summary>The fetch session mixes topic names and ids; start a new one.</summary>
    FetchSessionTopicIdError = 106,
    /// <summary>The replica may not join the in-sync replicas now.</summary>
    IneligibleReplica = 107,
    /// <summary>The change led to another leader.</summary>
    NewLeaderElected = 108,
    /// <summary>The records were moved to remote storage; start from there.</summary>
    OffsetMovedToTieredStorage = 109,
    /// <summary>The member's epoch is old: its partitions are lost; join again.</summary>
    FencedMemberEpoch = 110,
    /// <summary>The instance id is held by a member that has not left.</summary>
    UnreleasedInstanceId = 111,
    /// <summary>The group has no such assignor.</summary>
    UnsupportedAssignor = 112,
    /// <summary>The member's epoch is behind; heartbeat, then try again.</summary>
    StaleMemberEpoch = 113,
    /// <summary>The endpoint is of the other kind: controller instead of broker or the reverse.</summary>
    MismatchedEndpointType = 114,
    /// <summary>The kind of endpoint is unknown.</summary>
    UnsupportedEndpointType = 115,
    /// <summary>The controller does not know the node.</summary>
    UnknownControllerId = 116,
    /// <summary>The client's telemetry subscription is out of date.</summary>
    UnknownSubscriptionId = 117,
    /// <summary>The telemetry is larger than allowed.</summary>
    TelemetryTooLarge = 118,
    /// <summary>The broker's registration is not allowed.</summary>
    InvalidRegistration = 119,
    /// <summary>The transaction must be aborted; the producer may go on.</summary>
    TransactionAbortable = 120,
    /// <summary>The share group's records are not in the state the request needs.</summary>
    InvalidRecordState = 121,
    /// <summary>The share session is gone; start a new one.</summary>
    ShareSessionNotFound = 122,
    /// <summary>The share session's epoch is not the expected one.</summary>
    InvalidShareSessionEpoch = 123,
    /// <summary>The share coordinator's state epoch is old.</summary>
    FencedStateEpoch = 124,
    /// <summary>The voter's key does not fit the node.</summary>
    InvalidVoterKey = 125,
    /// <summary>The node is a voter already.</summary>
    DuplicateVoter = 126,
    /// <summary>The node is no voter.</summary>
    VoterNotFound = 127,
    /// <summary>The regular expression cannot be read.</summary>
    InvalidRegularExpression = 128,
    /// <summary>
    /// The client talks to another cluster or node than it believes; start from the bootstrap servers again.
    /// </summary>
    RebootstrapRequired = 129,
    /// <summary>The Streams topology is not allowed.</summary>
    StreamsInvalidTopology = 130,
    /// <summary>The Streams topology's epoch is not allowed.</summary>
    StreamsInvalidTopologyEpoch = 131,
    /// <summary>The Streams topology's epoch is old.</summary>
    StreamsTopologyFenced = 132,
    /// <summary>The broker has as many share sessions as it may.</summary>
    ShareSessionLimitReached = 133,
    /// <summary>The group could not be deleted.</summary>
    GroupDeletionFailed = 134,
    /// <summary>The description of the Streams topology could not be updated.</summary>
    StreamsTopologyDescriptionUpdateFailed = 135,
    /// <summary>The controller's node id is not registered.</summary>
    ControllerIdNotRegistered = 136,
}
