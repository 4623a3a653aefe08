// What a log answers and refuses, compared with the list: by time, by leader epoch, a batch that comes again, and one
// that must not be taken.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal sealed partial class CrashModel
{
    private void LookUpTime(int argument)
    {
        var timestamp = _time + 3 - (argument % 40);
        var records = _batches.SelectMany(Records).Where(record => record.Offset >= _world.Log.LogStartOffset);
        var expected = records.Where(record => record.Timestamp >= timestamp).Select(record => record.Offset)
            .Append(-1).First();
        Assert.Equal(expected, _world.Log.FindOffsetByTimestamp(timestamp)?.Offset ?? -1);
        Seen.Add(expected < 0 ? "no such time" : "time");
    }

    private static IEnumerable<(long Offset, long Timestamp)> Records((long Base, long Next, byte[] Bytes) batch)
    {
        Assert.True(RecordBatchHeader.TryRead(batch.Bytes, out var header));
        var (first, time) = (batch.Base, header.BaseTimestamp);
        return Enumerable.Range(0, (int)(batch.Next - batch.Base)).Select(i => (first + i, time + i));
    }

    private void LookUpEpoch(int argument)
    {
        var kept = _batches.Where(batch => batch.Base >= _world.Log.LogStartOffset).ToList();
        if (kept.Count == 0)
        {
            return;
        }

        var epoch = EpochOf(kept[argument % kept.Count]);
        var next = kept.FindIndex(batch => EpochOf(batch) > epoch);
        var end = next < 0 ? _world.Log.LogEndOffset : kept[next].Base;
        Assert.Equal((epoch, end), _world.Log.EndOffsetForEpoch(epoch));
        Seen.Add("epoch");
    }

    private static int EpochOf((long Base, long Next, byte[] Bytes) batch)
    {
        Assert.True(RecordBatchHeader.TryRead(batch.Bytes, out var header));
        return header.PartitionLeaderEpoch;
    }

    // The newest batch of a producer comes once more: it is known, and nothing is written.
    private void Repeat(int argument)
    {
        var index = _batches.FindLastIndex(batch => RecordBatchHeader.TryRead(batch.Bytes, out var header)
            && header is { HasProducerId: true, IsControl: false, IsTransactional: false });
        if (index < 0 || _batches[index].Base < _world.Log.LogStartOffset)
        {
            return;
        }

        Assert.True(RecordBatchHeader.TryRead(_batches[index].Bytes, out var header));
        var result = _world.Log.Append(_batches[index].Bytes.ToArray(), _epoch, _world.Now);
        Assert.Equal((_batches[index].Base, _batches[index].Next - 1), (result.BaseOffset, result.LastOffset));
        Assert.Equal(header.LastSequence, _producers.All[header.ProducerId].LastSequence);
        Seen.Add("repeated");
    }

    private void Refuse(int argument)
    {
        var producer = 1 + (argument % 2);
        var (epoch, sequence) = _producers.Next(producer);
        if (sequence == 0)
        {
            return;
        }

        var end = _world.Log.LogEndOffset;
        var isGap = argument / 2 % 2 == 0;
        var batch = TestBatch.Build(
            records: 2, valueBytes: 5, _time, producer, epoch,
            isGap ? sequence + 1 + (argument % 5) : sequence);
        batch[^1] ^= (byte)(isGap ? 0 : 1);
        var result = _world.Log.Append(batch, _epoch, _world.Now);
        Assert.Equal(isGap ? ErrorCode.OutOfOrderSequenceNumber : ErrorCode.CorruptMessage, result.Error);
        Assert.Equal(end, _world.Log.LogEndOffset);
        Seen.Add($"refused {result.Error}");
    }
}
