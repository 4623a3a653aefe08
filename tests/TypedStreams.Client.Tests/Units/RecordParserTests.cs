using System.Buffers.Binary;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Tests;

public sealed class RecordParserTests
{
    [Fact]
    public void Aborted_transaction_is_hidden_until_its_marker_and_others_are_seen()
    {
        byte[] log =
        [
            .. Batch(0, 7, isTransactional: true, "aborted"),
            .. Batch(1, 8, isTransactional: true, "committed"),
            .. Marker(2, 7, isCommit: false),
            .. Batch(3, 7, isTransactional: true, "next transaction"),
            .. Marker(4, 8, isCommit: true),
            .. Batch(5, -1, isTransactional: false, "plain"),
        ];

        Assert.Equal([(1L, "committed"), (3, "next transaction"), (5, "plain")], Parse(log, isCommitted: true));
        Assert.Equal(
            [(0L, "aborted"), (1, "committed"), (3, "next transaction"), (5, "plain")], Parse(log, isCommitted: false));
    }

    [Fact]
    public void Records_below_the_offset_asked_for_are_skipped()
    {
        byte[] log =
        [
            .. Batch(10, -1, isTransactional: false, "a", "b", "c"),
            .. Batch(13, -1, isTransactional: false, "d"),
        ];

        Assert.Equal([(12L, "c"), (13, "d")], Parse(log, isCommitted: true, fetchOffset: 12));
    }

    [Fact]
    public void Batch_with_a_flipped_bit_is_refused()
    {
        byte[] log = Batch(0, -1, isTransactional: false, "value");
        log[^2] ^= 1;

        Assert.Throws<MalformedMessageException>(() => Parse(log, isCommitted: true));
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    public void Batch_whose_record_count_is_too_large_is_refused(CompressionType codec)
    {
        byte[] log = Batch(0, -1, isTransactional: false, codec, "value");
        BinaryPrimitives.WriteInt32BigEndian(log.AsSpan(RecordBatchHeader.RecordCountAt), int.MaxValue);
        RecordBatchHeader.UpdateCrc(log);

        Assert.Throws<MalformedMessageException>(() => Parse(log, isCommitted: true));
    }

    [Fact]
    public void Chunk_of_control_records_alone_gives_no_batch()
    {
        Assert.Empty(Parse(Marker(0, 7, isCommit: true), isCommitted: true));
    }

    private static List<(long, string?)> Parse(byte[] log, bool isCommitted, long fetchOffset = 0)
    {
        var frame = new ResponseFrame(log.Length);
        log.CopyTo(frame.Memory);
        var chunk = new FetchedChunk(
            new TopicPartition("t", 0),
            frame,
            frame.Memory,
            fetchOffset,
            NextOffset: 100,
            HighWatermark: 100,
            [new FetchResponse.AbortedTransaction { ProducerId = 7, FirstOffset = 0 }]);
        IsolationLevel isolation = isCommitted ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted;
        using ConsumedBatch? batch = RecordParser.Parse(chunk, isolation, maxUnpackedBytes: 1 << 20);
        var records = new List<(long, string?)>();
        if (batch is null)
            return records;

        foreach (ConsumedRecord record in batch)
            records.Add((record.Offset, TestClient.Text(record.Value)));

        return records;
    }

    private static byte[] Batch(long offset, long producerId, bool isTransactional, params string[] values) =>
        Batch(offset, producerId, isTransactional, CompressionType.None, values);

    private static byte[] Batch(
        long offset, long producerId, bool isTransactional, CompressionType codec, params string[] values)
    {
        using var builder = new RecordBatchBuilder();
        foreach (string value in values)
            builder.Append(1, default, isKeyNull: true, TestClient.Bytes(value)!.Value.Span, isValueNull: false, []);

        return builder.Build(new RecordBatchOptions
        {
            BaseOffset = offset,
            ProducerId = producerId,
            ProducerEpoch = 0,
            IsTransactional = isTransactional,
            Compression = codec,
        }).ToArray();
    }

    private static byte[] Marker(long offset, long producerId, bool isCommit)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(1, [0, 0, 0, isCommit ? (byte)1 : (byte)0], [0, 0, 0, 0, 0, 0]);
        return builder.Build(new RecordBatchOptions
        {
            BaseOffset = offset,
            ProducerId = producerId,
            ProducerEpoch = 0,
            IsTransactional = true,
            IsControl = true,
        }).ToArray();
    }
}
