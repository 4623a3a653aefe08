namespace TypedStreams.Storage;

/// <summary>What a log knows of one producer (DescribeProducers).</summary>
/// <param name="ProducerId">The producer.</param>
/// <param name="Epoch">Its epoch, -1 when unknown.</param>
/// <param name="LastSequence">Sequence number of its last record, -1 when none is remembered.</param>
/// <param name="LastTimestampMs">Time of its last batch, milliseconds since 1970.</param>
/// <param name="CoordinatorEpoch">Epoch of the coordinator that wrote its last marker, -1 when none did.</param>
/// <param name="TransactionFirstOffset">First offset of its open transaction, -1 when none is open.</param>
public readonly record struct ProducerDescription(
    long ProducerId,
    short Epoch,
    int LastSequence,
    long LastTimestampMs,
    int CoordinatorEpoch,
    long TransactionFirstOffset);
