// The rules a batch must meet before a leader appends it (Kafka: LogValidator, UnifiedLog.analyzeAndValidateRecords).
// Bytes in, verdict out; never changes the bytes, allocates nothing. Compressed records stay closed unless a rule needs
// them.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>What the validator found. <paramref name="MaxTimestamp"/> is what the header should say.</summary>
internal readonly record struct BatchVerdict(ErrorCode Error, string? Detail, long MaxTimestamp = -1)
{
    public static BatchVerdict Refuse(ErrorCode error, string detail) => new(error, detail);
}

internal static class BatchValidator
{
    private const long Unlimited = long.MaxValue;

    /// <summary>Judges one whole batch, nothing behind it.</summary>
    public static BatchVerdict Check(
        ReadOnlyMemory<byte> batch, in RecordBatchHeader header, LogConfig config, AppendOrigin origin, long nowMs)
    {
        if (header.TotalSize > config.MaxMessageBytes && !header.IsControl)
        {
            return BatchVerdict.Refuse(ErrorCode.MessageTooLarge, "The batch is larger than max.message.bytes.");
        }

        if (!RecordBatchHeader.VerifyCrc(batch.Span))
        {
            return BatchVerdict.Refuse(ErrorCode.CorruptMessage, "The batch does not match its checksum.");
        }

        if (CheckHeader(header, origin) is { Error: not ErrorCode.None } refusal)
        {
            return refusal;
        }

        var verdict = header.Compression == CompressionType.None
            ? CheckRecords(batch.Span[RecordBatchHeader.Size..], header, config)
            : CheckCompressed(batch, header, config);
        return verdict.Error == ErrorCode.None ? CheckTime(header, verdict, config, nowMs) : verdict;
    }

    /// <summary>Splits the next batch off a payload: its header and whether the bytes hold all of it.</summary>
    public static BatchVerdict Frame(ReadOnlySpan<byte> payload, out RecordBatchHeader header)
    {
        if (!RecordBatchHeader.TryRead(payload, out header))
        {
            return BatchVerdict.Refuse(ErrorCode.CorruptMessage, "The payload ends within a batch header.");
        }

        if (header.Magic is 0 or 1)
        {
            return BatchVerdict.Refuse(ErrorCode.UnsupportedForMessageFormat, "Only record format 2 is stored.");
        }

        return header.IsValidShape && header.TotalSize <= payload.Length
            ? default
            : BatchVerdict.Refuse(ErrorCode.CorruptMessage, "The payload ends within a batch.");
    }

    private static BatchVerdict CheckHeader(in RecordBatchHeader header, AppendOrigin origin)
    {
        if (header.Compression > CompressionType.Zstd)
        {
            return BatchVerdict.Refuse(ErrorCode.CorruptMessage, "The batch names an unknown compression.");
        }

        if (header.RecordCount <= 0 || header.LastOffsetDelta != header.RecordCount - 1)
        {
            return BatchVerdict.Refuse(ErrorCode.InvalidRecord, "Record count and offset range of the batch differ.");
        }

        if (origin != AppendOrigin.Client)
        {
            return default;
        }

        if (header.BaseOffset != 0)
        {
            return BatchVerdict.Refuse(ErrorCode.InvalidRecord, "The base offset of a producer's batch must be 0.");
        }

        if (header.IsControl)
        {
            return BatchVerdict.Refuse(ErrorCode.InvalidRecord, "Producers may not write control records.");
        }

        if (header.HasProducerId && (header.BaseSequence < 0 || header.ProducerEpoch < 0))
        {
            return BatchVerdict.Refuse(ErrorCode.InvalidRecord, "An idempotent batch needs an epoch and a sequence.");
        }

        return header.IsTransactional && !header.HasProducerId
            ? BatchVerdict.Refuse(ErrorCode.InvalidRecord, "A transactional batch needs a producer id.")
            : default;
    }

    private static BatchVerdict CheckRecords(
        ReadOnlySpan<byte> records, in RecordBatchHeader header, LogConfig config)
    {
        var scan = new RecordScan(records);
        var count = 0;
        var maxTimestamp = RecordBatchHeader.NoTimestamp;
        while (scan.MoveNext())
        {
            if (scan.Current.OffsetDelta != count++)
            {
                return BatchVerdict.Refuse(ErrorCode.InvalidRecord, "The offsets within the batch have gaps.");
            }

            if (config.IsCompacted && !scan.Current.HasKey && !header.IsControl)
            {
                return BatchVerdict.Refuse(ErrorCode.InvalidRecord, "A compacted topic takes no record without a key.");
            }

            maxTimestamp = Math.Max(maxTimestamp, header.BaseTimestamp + scan.Current.TimestampDelta);
        }

        return scan.IsMalformed || count != header.RecordCount
            ? BatchVerdict.Refuse(ErrorCode.InvalidRecord, "The records do not fill the batch as its header says.")
            : new BatchVerdict(ErrorCode.None, Detail: null, maxTimestamp);
    }

    // Only the keys of a compacted topic make opening the records worth its cost.
    private static BatchVerdict CheckCompressed(
        ReadOnlyMemory<byte> batch, in RecordBatchHeader header, LogConfig config)
    {
        if (!config.IsCompacted)
        {
            return new BatchVerdict(ErrorCode.None, Detail: null, header.MaxTimestamp);
        }

        using var scratch = new PooledBuffer();
        return CompressedRecords.Unpack(batch, header, scratch) switch
        {
            ErrorCode.None => CheckRecords(scratch.WrittenSpan, header, config),
            ErrorCode.UnsupportedCompressionType => BatchVerdict.Refuse(
                ErrorCode.UnsupportedCompressionType, "The broker lacks the library of this compression."),
            var error => BatchVerdict.Refuse(error, "The compressed records cannot be unpacked."),
        };
    }

    private static BatchVerdict CheckTime(
        in RecordBatchHeader header, BatchVerdict verdict, LogConfig config, long nowMs)
    {
        if (config.TimestampType == TimestampType.LogAppendTime)
        {
            return verdict;
        }

        if (header.TimestampType == TimestampType.LogAppendTime)
        {
            return BatchVerdict.Refuse(ErrorCode.InvalidTimestamp, "Only the broker stamps append times.");
        }

        var maxTimestamp = verdict.MaxTimestamp;
        var tooOld = config.TimestampBeforeMaxMs != Unlimited && nowMs - maxTimestamp > config.TimestampBeforeMaxMs;
        var tooNew = config.TimestampAfterMaxMs != Unlimited && maxTimestamp - nowMs > config.TimestampAfterMaxMs;
        return maxTimestamp >= 0 && (tooOld || tooNew)
            ? BatchVerdict.Refuse(ErrorCode.InvalidTimestamp, "The timestamp is too far from the broker's time.")
            : verdict;
    }
}
