// Builds record batches byte by byte for tests, independent of the product's own builder.
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal static class TestBatch
{
    /// <summary>A batch of records with keys and values; record i has timestamp + i.</summary>
    public static byte[] Build(
        int records = 1,
        int valueBytes = 10,
        long timestamp = 1_000,
        long producerId = -1,
        short epoch = -1,
        int sequence = -1,
        short attributes = 0,
        bool keys = true,
        byte fill = 7)
    {
        var body = new List<byte>();
        for (var i = 0; i < records; i++)
        {
            AddRecord(body, i, keys, valueBytes, fill);
        }

        var batch = new byte[RecordBatchHeader.Size + body.Count];
        new RecordBatchHeader
        {
            BaseOffset = 0,
            BatchLength = batch.Length - RecordBatchHeader.LogOverhead,
            PartitionLeaderEpoch = -1,
            Magic = 2,
            Attributes = attributes,
            LastOffsetDelta = records - 1,
            BaseTimestamp = timestamp,
            MaxTimestamp = timestamp + records - 1,
            ProducerId = producerId,
            ProducerEpoch = epoch,
            BaseSequence = sequence,
            RecordCount = records,
        }.Write(batch);
        body.CopyTo(batch, RecordBatchHeader.Size);
        RecordBatchHeader.UpdateCrc(batch);
        return batch;
    }

    /// <summary>Changes bytes of a batch and makes its checksum fit again.</summary>
    public static byte[] Patch(this byte[] batch, int at, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(at), value);
        RecordBatchHeader.UpdateCrc(batch);
        return batch;
    }

    private static void AddRecord(List<byte> target, int index, bool key, int valueBytes, byte fill)
    {
        var record = new List<byte> { 0 };
        AddVarint(record, index);
        AddVarint(record, index);
        AddVarint(record, key ? 1 : -1);
        if (key)
        {
            record.Add((byte)('a' + (index % 26)));
        }

        AddVarint(record, valueBytes);
        record.AddRange(Enumerable.Repeat(fill, valueBytes));
        AddVarint(record, 0);
        AddVarint(target, record.Count);
        target.AddRange(record);
    }

    private static void AddVarint(List<byte> target, int value)
    {
        var raw = (uint)((value << 1) ^ (value >> 31));
        for (; raw >= 0x80; raw >>= 7)
        {
            target.Add((byte)(raw | 0x80));
        }

        target.Add((byte)raw);
    }
}
