namespace TypedStreams.Protocol.Messages;

/// <summary>Content of a .snapshot file behind its 2-byte version: what a partition knows of its producers.</summary>
[DataMessage("1")]
public sealed partial class ProducerSnapshot
{
    /// <summary>CRC-32C of everything behind this field.</summary>
    [Field("1")]
    public uint Crc { get; set; }

    /// <summary>One entry a producer.</summary>
    [Field("1")]
    public List<ProducerEntry> ProducerEntries { get; set; } = [];

    /// <summary>One entry of <see cref="ProducerEntries"/>.</summary>
    public sealed partial class ProducerEntry
    {
        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("1")]
        public long ProducerId { get; set; }

        /// <summary>Epoch of the producer.</summary>
        [Field("1")]
        public short Epoch { get; set; }

        /// <summary>Sequence number of the producer's last record; -1 when it wrote none.</summary>
        [Field("1")]
        public int LastSequence { get; set; }

        /// <summary>Offset of the producer's last record.</summary>
        [Field("1")]
        public long LastOffset { get; set; }

        /// <summary>Last sequence minus first sequence of the producer's last batch.</summary>
        [Field("1")]
        public int OffsetDelta { get; set; }

        /// <summary>Largest timestamp of the producer's last batch, in milliseconds since 1970.</summary>
        [Field("1")]
        public long Timestamp { get; set; }

        /// <summary>Leader epoch of the coordinator's log partition; fences a coordinator that was replaced.</summary>
        [Field("1")]
        public int CoordinatorEpoch { get; set; }

        /// <summary>First offset of the producer's open transaction; -1 when there is none.</summary>
        [Field("1")]
        public long CurrentTxnFirstOffset { get; set; }
    }
}
