// The control batch that ends a producer's transaction in one partition: key = version and type, value = EndTxnMarker
// (version, coordinator epoch). Bytes in, value out, and back. No I/O.
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>The end of a transaction, as its marker in the log says.</summary>
/// <param name="ProducerId">Whose transaction ended.</param>
/// <param name="ProducerEpoch">The producer's epoch; transactions of version 2 carry the epoch that comes next.</param>
/// <param name="CoordinatorEpoch">Leader epoch of the coordinator's partition when it decided.</param>
/// <param name="IsCommit">Whether the records count.</param>
public readonly record struct TransactionMarker(
    long ProducerId, short ProducerEpoch, int CoordinatorEpoch, bool IsCommit)
{
    private const short AbortType = 0;
    private const short CommitType = 1;
    private const int KeyBytes = 4;
    private const int ValueBytes = 6;

    /// <summary>Bytes that are enough to hold the header of a marker's batch and its one record.</summary>
    public const int MaxBatchBytes = 128;

    /// <summary>The whole control batch.</summary>
    /// <param name="timestampMs">Present time, milliseconds since 1970.</param>
    public byte[] ToBatch(long timestampMs)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        Span<byte> value = stackalloc byte[ValueBytes];
        BinaryPrimitives.WriteInt16BigEndian(key, 0);
        BinaryPrimitives.WriteInt16BigEndian(key[2..], IsCommit ? CommitType : AbortType);
        BinaryPrimitives.WriteInt16BigEndian(value, 0);
        BinaryPrimitives.WriteInt32BigEndian(value[2..], CoordinatorEpoch);
        using var builder = new RecordBatchBuilder();
        builder.Append(timestampMs, key, value);
        return builder.Build(new RecordBatchOptions
        {
            ProducerId = ProducerId,
            ProducerEpoch = ProducerEpoch,
            IsTransactional = true,
            IsControl = true,
        }).ToArray();
    }

    /// <summary>Reads a marker out of its batch. False when the batch is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> batch, in RecordBatchHeader header, out TransactionMarker marker)
    {
        marker = default;
        if (!header.IsControl || !header.HasProducerId || batch.Length <= RecordBatchHeader.Size)
        {
            return false;
        }

        var rest = batch[RecordBatchHeader.Size..];
        if (!TrySkipVarint(ref rest) || rest.IsEmpty)
        {
            return false;
        }

        rest = rest[1..];
        if (!TrySkipVarint(ref rest) || !TrySkipVarint(ref rest)
            || !TrySkipVarint(ref rest) || rest.Length < KeyBytes)
        {
            return false;
        }

        var type = BinaryPrimitives.ReadInt16BigEndian(rest[2..]);
        rest = rest[KeyBytes..];
        if (type is not (AbortType or CommitType) || !TrySkipVarint(ref rest) || rest.Length < ValueBytes)
        {
            return false;
        }

        marker = new TransactionMarker(
            header.ProducerId,
            header.ProducerEpoch,
            BinaryPrimitives.ReadInt32BigEndian(rest[2..]),
            type == CommitType);
        return true;
    }

    private static bool TrySkipVarint(ref ReadOnlySpan<byte> source)
    {
        for (var i = 0; i < source.Length && i < 10; i++)
        {
            if (source[i] < 0x80)
            {
                source = source[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
