// Appending: the batch is judged, its header gets offset and epoch, and its bytes go to the file as they came.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    /// <summary>
    /// Appends as the leader: assigns offsets and epoch in the given bytes, then writes them. Bytes are in the page
    /// cache
    /// when this returns; they are durable when <see cref="SyncedOffset"/> has passed them.
    /// </summary>
    /// <param name="batches">One or more whole batches; their headers are changed in place when appended.</param>
    /// <param name="leaderEpoch">The leader's epoch, not below an earlier one; -1 leaves it out.</param>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <param name="origin">Who gave the batches.</param>
    /// <param name="verification">What <see cref="BeginVerification"/> gave for a transactional batch, once the
    /// coordinator agreed; 0 otherwise.</param>
    /// <exception cref="DiskFailedException">The write failed; the node must stop.</exception>
    public AppendResult Append(
        Memory<byte> batches,
        int leaderEpoch,
        long nowMs,
        AppendOrigin origin = AppendOrigin.Client,
        long verification = 0)
    {
        Invariant.Require(leaderEpoch < 0 || leaderEpoch >= Epochs.LatestEpoch, "Leader epochs never go back.");
        var payload = batches.Span;
        var refusal = Judge(batches, origin, nowMs, verification, out var count, out var maxTimestamp);
        if (refusal.Error != ErrorCode.None)
        {
            return refusal;
        }

        var stampsTime = Config.TimestampType == TimestampType.LogAppendTime;
        var rollTime = stampsTime ? nowMs : maxTimestamp;
        if (MustRoll(payload.Length, LogEndOffset + count - 1, rollTime, nowMs))
        {
            Roll(nowMs);
        }

        var baseOffset = LogEndOffset;
        Stamp(payload, baseOffset, leaderEpoch, stampsTime ? nowMs : -1);
        Epochs.Assign(leaderEpoch, baseOffset);
        Write(payload);
        return new AppendResult(ErrorCode.None, baseOffset, LogEndOffset - 1, stampsTime ? nowMs : -1);
    }

    /// <summary>
    /// Appends as a follower: offsets and epochs are the leader's. Batches of producers are taken over unjudged.
    /// </summary>
    /// <param name="batches">Whole batches with ascending offsets that begin at or after the log end.</param>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <returns>None, CorruptMessage, or InvalidRecord when the offsets do not continue this log.</returns>
    /// <exception cref="DiskFailedException">The write failed; the node must stop.</exception>
    public AppendResult AppendAsFollower(Memory<byte> batches, long nowMs)
    {
        var payload = batches.Span;
        var next = LogEndOffset;
        var maxTimestamp = RecordBatchHeader.NoTimestamp;
        for (var rest = payload; rest.Length > 0;)
        {
            var verdict = BatchValidator.Frame(rest, out var header);
            if (verdict.Error != ErrorCode.None || !RecordBatchHeader.VerifyCrc(rest[..(int)header.TotalSize]))
            {
                return AppendResult.Refuse(ErrorCode.CorruptMessage, verdict.Detail ?? "A fetched batch is corrupt.");
            }

            if (header.BaseOffset < next || header.LastOffsetDelta < 0)
            {
                return AppendResult.Refuse(ErrorCode.InvalidRecord, "Fetched batches do not continue the log.");
            }

            next = header.NextOffset;
            maxTimestamp = Math.Max(maxTimestamp, header.MaxTimestamp);
            rest = rest[(int)header.TotalSize..];
        }

        if (next - LogEndOffset > int.MaxValue)
        {
            return AppendResult.Refuse(ErrorCode.InvalidRecord, "The gap is too wide: start the log at the leader's.");
        }

        if (MustRoll(payload.Length, next - 1, maxTimestamp, nowMs))
        {
            Roll(nowMs);
        }

        var first = LogEndOffset;
        Write(payload);
        return new AppendResult(ErrorCode.None, first, LogEndOffset - 1, LogAppendTimeMs: -1);
    }

    /// <summary>Notes that a leader epoch begins at the log end, before anything is written in it.</summary>
    public void AssignEpoch(int leaderEpoch) => Epochs.Assign(leaderEpoch, LogEndOffset);

    private AppendResult Judge(
        Memory<byte> payload,
        AppendOrigin origin,
        long nowMs,
        long verification,
        out long records,
        out long maxTimestamp)
    {
        records = 0;
        maxTimestamp = RecordBatchHeader.NoTimestamp;
        if (payload.IsEmpty)
        {
            return AppendResult.Refuse(ErrorCode.InvalidRecord, "There is no batch to append.");
        }

        for (var rest = payload; rest.Length > 0;)
        {
            var verdict = BatchValidator.Frame(rest.Span, out var header);
            if (verdict.Error == ErrorCode.None)
            {
                verdict = BatchValidator.Check(rest[..(int)header.TotalSize], header, Config, origin, nowMs);
            }

            if (verdict.Error != ErrorCode.None)
            {
                return AppendResult.Refuse(verdict.Error, verdict.Detail!);
            }

            if (origin == AppendOrigin.Client && header.HasProducerId
                && JudgeSequence(payload.Length, header, verification) is { Error: not ErrorCode.None } refusal)
            {
                return refusal;
            }

            if (header.TimestampType == TimestampType.CreateTime && verdict.MaxTimestamp != header.MaxTimestamp)
            {
                RecordBatchHeader.SetMaxTimestamp(
                    rest.Span[..(int)header.TotalSize], verdict.MaxTimestamp, header.Attributes);
            }

            records += header.LastOffsetDelta + 1L;
            maxTimestamp = Math.Max(maxTimestamp, verdict.MaxTimestamp);
            rest = rest[(int)header.TotalSize..];
        }

        return payload.Length > Config.SegmentBytes
            ? AppendResult.Refuse(ErrorCode.RecordListTooLarge, "The batches are larger than segment.bytes.")
            : default;
    }

    private AppendResult JudgeSequence(int payloadBytes, in RecordBatchHeader header, long verification)
    {
        if (header.TotalSize != payloadBytes)
        {
            return AppendResult.Refuse(ErrorCode.InvalidRecord, "An idempotent producer sends one batch at a time.");
        }

        return _producers.Check(header, verification, out var first) switch
        {
            ErrorCode.None => default,
            ErrorCode.DuplicateSequenceNumber => new AppendResult(
                ErrorCode.DuplicateSequenceNumber, first.FirstOffset, first.LastOffset,
                Config.TimestampType == TimestampType.LogAppendTime ? first.Timestamp : -1),
            ErrorCode.InvalidProducerEpoch => AppendResult.Refuse(
                ErrorCode.InvalidProducerEpoch, "A newer producer with the same id has taken over."),
            ErrorCode.InvalidTxnState => AppendResult.Refuse(
                ErrorCode.InvalidTxnState, "The partition is not part of an open transaction of this producer."),
            var error => AppendResult.Refuse(error, "The sequence number does not follow the producer's last one."),
        };
    }

    private static void Stamp(Span<byte> payload, long offset, int leaderEpoch, long appendTimeMs)
    {
        while (payload.Length > 0 && RecordBatchHeader.TryRead(payload, out var header))
        {
            var batch = payload[..(int)header.TotalSize];
            RecordBatchHeader.SetBaseOffset(batch, offset);
            RecordBatchHeader.SetPartitionLeaderEpoch(batch, leaderEpoch);
            if (appendTimeMs >= 0)
            {
                RecordBatchHeader.SetLogAppendTime(batch, appendTimeMs);
            }

            offset += header.LastOffsetDelta + 1L;
            payload = payload[batch.Length..];
        }
    }

    // One write for all batches; the indexes and states follow only when it has succeeded.
    private void Write(ReadOnlySpan<byte> payload)
    {
        var active = _active;
        active.File.File.Write(active.Size, payload);
        active.IsDirty = true;
        while (payload.Length > 0 && RecordBatchHeader.TryRead(payload, out var header))
        {
            active.Note(header, Config.IndexIntervalBytes);
            LearnProducer(active, header, payload[..(int)header.TotalSize], indexesAborted: true);
            Epochs.Assign(header.PartitionLeaderEpoch, header.BaseOffset);
            LogEndOffset = header.NextOffset;
            payload = payload[(int)header.TotalSize..];
        }
    }
}
