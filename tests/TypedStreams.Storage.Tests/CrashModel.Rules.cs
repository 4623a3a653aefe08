// What a log refuses, what it answers a second time, what it lets go by age, and how it is searched by time.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal sealed partial class CrashModel
{
    private const int Remembered = 5;
    private const long RetentionMs = 4_000;

    // Batches before this one were there when the producers were last rebuilt, from a snapshot and the log behind it. A
    // snapshot has a producer's last batch only.
    private int _remembered;

    // A producer that had no answer sends the same bytes again.
    private void SendAgain(int argument)
    {
        var upTo = Math.Max(0, _batches.Count - (argument % 12));
        var index = _batches[..upTo].FindLastIndex(
            batch => HeaderOf(batch.Bytes) is { HasProducerId: true, IsControl: false });
        if (index < 0)
        {
            return;
        }

        var (first, next, bytes) = _batches[index];
        var header = HeaderOf(bytes);
        var again = bytes.ToArray();
        RecordBatchHeader.SetBaseOffset(again, 0);
        var verification = header.IsTransactional
            ? _world.Log.BeginVerification(header.ProducerId, header.ProducerEpoch)
            : 0;
        var end = _world.Log.LogEndOffset;

        var result = _world.Log.Append(again, _epoch, _world.Now, AppendOrigin.Client, verification);

        Assert.Equal(end, _world.Log.LogEndOffset);
        if (header.ProducerEpoch < _producers.All[header.ProducerId].Epoch)
        {
            Seen.Add("sent again, fenced");
            Assert.Equal(ErrorCode.InvalidProducerEpoch, result.Error);
            return;
        }

        var newer = _batches.Skip(index + 1).Count(batch => IsOf(batch.Bytes, header));
        var isCertain = newer == 0 || (newer < Remembered && index >= _remembered);
        if (isCertain || result.Error == ErrorCode.DuplicateSequenceNumber)
        {
            Seen.Add("sent again");
            Assert.True(newer < Remembered, "Five batches are remembered.");
            Assert.Equal(
                (ErrorCode.DuplicateSequenceNumber, first, next - 1),
                (result.Error, result.BaseOffset, result.LastOffset));
        }
        else
        {
            Seen.Add("sent again, forgotten");
            Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, result.Error);
        }
    }

    private void SendRefused(int argument)
    {
        var producer = 1 + (argument % 4);
        if (!_producers.All.TryGetValue(producer, out var known))
        {
            return;
        }

        var isTransactional = producer > 2;
        var (epoch, sequence) = _producers.Next(producer);
        var (badEpoch, badSequence, isVerified, expected) = (argument / 4 % 3) switch
        {
            0 => (epoch, sequence + 1 + (argument % 3), true, ErrorCode.OutOfOrderSequenceNumber),
            1 when epoch > 0 => ((short)(epoch - 1), sequence, true, ErrorCode.InvalidProducerEpoch),
            _ when isTransactional && known.TransactionFirstOffset < 0 =>
                (epoch, sequence, false, ErrorCode.InvalidTxnState),
            _ => (epoch, sequence + 1, true, ErrorCode.OutOfOrderSequenceNumber),
        };
        Seen.Add($"{expected}");
        var batch = TestBatch.Build(
            1, valueBytes: 5, _time, producer, badEpoch, badSequence,
            isTransactional ? BatchAttributes.Transactional : (short)0);
        var verification = isTransactional && isVerified ? _world.Log.BeginVerification(producer, badEpoch) : 0;
        var end = _world.Log.LogEndOffset;

        Assert.Equal(
            expected, _world.Log.Append(batch, _epoch, _world.Now, AppendOrigin.Client, verification).Error);
        Assert.Equal(end, _world.Log.LogEndOffset);
    }

    // A producer that begins anew counts its sequences from 0.
    private void BeginEpoch(int argument)
    {
        var producer = 1 + (argument % 2);
        if (_producers.All.TryGetValue(producer, out var known) && argument % 3 == 0)
        {
            Seen.Add("new epoch");
            var batch = TestBatch.Build(1, argument % 50, _time, producer, (short)(known.Epoch + 1), sequence: 0);
            var result = _world.Log.Append(batch, _epoch, _world.Now);
            Assert.Equal(ErrorCode.None, result.Error);
            Remember(result, batch);
        }
    }

    private void Expire(int argument)
    {
        if (argument % 4 != 0)
        {
            return;
        }

        var (log, before) = (_world.Log, _world.Log.LogStartOffset);
        var config = log.Config;
        log.Config = config with { RetentionMs = RetentionMs };
        log.ApplyRetention(_time, _synced);
        log.Config = config;
        if (log.LogStartOffset > before)
        {
            Seen.Add("retention");
            Assert.InRange(log.LogStartOffset, before, _synced);
            var gone = _batches.Where(batch => batch.Base >= before && batch.Next <= log.LogStartOffset);
            Assert.All(gone, batch => Assert.True(HeaderOf(batch.Bytes).MaxTimestamp < _time - RetentionMs));
            _world.Checkpoint();
        }
    }

    // Against a walk over all records, whose times go forth and back.
    private void CheckTimes()
    {
        var start = _world.Log.LogStartOffset;
        var records = _batches.SelectMany(batch =>
        {
            var header = HeaderOf(batch.Bytes);
            return Enumerable.Range(0, header.LastOffsetDelta + 1)
                .Select(i => (Offset: batch.Base + i, Time: header.BaseTimestamp + i));
        }).Where(record => record.Offset >= start).ToList();
        foreach (var wanted in records.Select(record => record.Time).Distinct().Order().Where((_, i) => i % 5 == 0))
        {
            var (offset, time) = records.Find(record => record.Time >= wanted);
            var found = _world.Log.FindOffsetByTimestamp(wanted);
            Assert.Equal((offset, time), (found!.Value.Offset, found.Value.TimestampMs));
        }

        var latest = records.Select(record => record.Time).DefaultIfEmpty(-1).Max();
        Assert.Null(_world.Log.FindOffsetByTimestamp(latest + 1));
    }

    // What a reader of committed records may be given ends before the first open transaction.
    private void CheckStable()
    {
        var (start, end) = (_world.Log.LogStartOffset, _world.Log.LogEndOffset);
        var stable = _world.Log.LastStableOffset(end);
        var expected = _batches.Where(batch => batch.Next > start && batch.Next <= stable).SelectMany(b => b.Bytes);
        Assert.Equal(expected, _world.ReadAll(start, stable));
    }

    private static bool IsOf(byte[] batch, in RecordBatchHeader other)
    {
        var header = HeaderOf(batch);
        return !header.IsControl
            && (header.ProducerId, header.ProducerEpoch) == (other.ProducerId, other.ProducerEpoch);
    }

    private static RecordBatchHeader HeaderOf(byte[] batch)
    {
        Assert.True(RecordBatchHeader.TryRead(batch, out var header));
        return header;
    }
}
