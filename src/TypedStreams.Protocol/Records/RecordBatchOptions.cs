namespace TypedStreams.Protocol.Records;

/// <summary>What goes into the header of a batch besides what its records tell.</summary>
public readonly record struct RecordBatchOptions
{
    /// <summary>Defaults: offset 0, no leader epoch, no idempotence, no compression.</summary>
    public RecordBatchOptions()
    {
    }

    /// <summary>How the records are compressed. Default none.</summary>
    public CompressionType Compression { get; init; } = CompressionType.None;

    /// <summary>Offset of the first record. Default 0: a broker assigns it.</summary>
    public long BaseOffset { get; init; }

    /// <summary>Epoch of the leader that appends the batch. Default -1: a broker sets it.</summary>
    public int PartitionLeaderEpoch { get; init; } = -1;

    /// <summary>The idempotent producer. Default -1, none.</summary>
    public long ProducerId { get; init; } = RecordBatchHeader.NoProducerId;

    /// <summary>Its epoch. Default -1.</summary>
    public short ProducerEpoch { get; init; } = RecordBatchHeader.NoProducerEpoch;

    /// <summary>Sequence number of the first record. Default -1.</summary>
    public int BaseSequence { get; init; } = RecordBatchHeader.NoSequence;

    /// <summary>True for a batch of a transaction.</summary>
    public bool IsTransactional { get; init; }

    /// <summary>True for control records.</summary>
    public bool IsControl { get; init; }

    /// <summary>True when the base timestamp given to the builder is a delete horizon.</summary>
    public bool HasDeleteHorizon { get; init; }

    /// <summary>Whose clock the timestamps come from. Default the producer's.</summary>
    public TimestampType TimestampType { get; init; }

    /// <summary>
    /// Last offset minus base offset where records were removed behind the last one kept. Default null: that of the
    /// last record.
    /// </summary>
    public int? LastOffsetDelta { get; init; }

    internal short Attributes => (short)((int)Compression
        | (TimestampType == TimestampType.LogAppendTime ? BatchAttributes.LogAppendTime : 0)
        | (IsTransactional ? BatchAttributes.Transactional : 0)
        | (IsControl ? BatchAttributes.Control : 0)
        | (HasDeleteHorizon ? BatchAttributes.DeleteHorizon : 0));
}
