// Batches that the Java client, kafka-python and aiokafka made.
using System.Text;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Protocol.Tests.Records;

public class GoldenBatchTests
{
    private const int MaxBytes = 1 << 20;

    public static TheoryData<string> Names => new(GoldenFile.Read("batches.txt").Select(line => line.Words[0]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch_of_another_client_is_read_to_its_last_record(string name)
    {
        using var scratch = new PooledBuffer();
        RecordBatch batch = Only(name);
        RecordReader records = batch.ReadRecords(scratch, MaxBytes);
        while (records.MoveNext())
        {
            RecordHeaderReader headers = records.Headers;
            while (headers.MoveNext())
                Assert.Contains(headers.Key, (string[])["trace", "none"]);
        }

        Assert.True(batch.HasValidCrc);
        Assert.Equal(batch.Header.RecordCount - 1, records.Index);
    }

    [Theory]
    [InlineData("java-none")]
    [InlineData("java-gzip")]
    [InlineData("java-snappy")]
    [InlineData("java-lz4")]
    [InlineData("java-zstd")]
    public void Java_batch_holds_the_same_records_with_every_codec(string name)
    {
        using var scratch = new PooledBuffer();
        RecordReader records = Only(name).ReadRecords(scratch, MaxBytes);

        Assert.True(records.MoveNext());
        Assert.Equal((42, 1_700_000_000_000), (records.Offset, records.TimestampMs));
        Assert.Equal(("key-0", "value-0"), (Text(records.Key), Text(records.Value)));
        RecordHeaderReader headers = records.Headers;
        Assert.True(headers.MoveNext());
        Assert.Equal(("trace", "abc"), (headers.Key, Text(headers.Value)));
        Assert.True(headers.MoveNext());
        Assert.Equal(("none", true), (headers.Key, headers.IsValueNull));
        Assert.False(headers.MoveNext());

        Assert.True(records.MoveNext());
        Assert.True(records.IsKeyNull && records.KeyMemory is null);
        Assert.Equal((43, 1_700_000_000_250), (records.Offset, records.TimestampMs));

        Assert.True(records.MoveNext());
        Assert.True(records.IsValueNull && records.ValueMemory is null);
        Assert.Equal(1_699_999_999_990, records.TimestampMs);

        Assert.True(records.MoveNext());
        Assert.Equal(new string('x', 300), Text(records.Value));
        Assert.False(records.MoveNext());
    }

    [Fact]
    public void Our_batch_has_the_bytes_of_the_Java_batch()
    {
        using var builder = new RecordBatchBuilder();
        RecordHeader[] headers = [new("trace", "abc"u8.ToArray()), new("none", null)];
        builder.Append(1_700_000_000_000, "key-0"u8, false, "value-0"u8, false, headers);
        builder.Append(1_700_000_000_250, [], true, "value-1"u8, false, []);
        builder.Append(1_699_999_999_990, "key-2"u8, false, [], true, []);
        builder.Append(1_700_000_000_500, "key-3"u8, Encoding.UTF8.GetBytes(new string('x', 300)));

        ReadOnlyMemory<byte> batch = builder.Build(new RecordBatchOptions
        {
            BaseOffset = 42,
            PartitionLeaderEpoch = 5,
            ProducerId = 7000,
            ProducerEpoch = 3,
            BaseSequence = 17,
        });

        Assert.Equal(RecordBatchHeaderTests.Golden("java-none"), batch.ToArray());
    }

    [Fact]
    public void Record_of_a_batch_stamped_by_the_broker_has_the_batch_timestamp()
    {
        RecordBatch batch = Only("java-append-time");
        var records = new RecordReader(batch.Header, batch.Payload);
        Assert.True(records.MoveNext());
        Assert.Equal(99, records.TimestampMs);
    }

    [Fact]
    public void Commit_marker_holds_its_type_and_the_coordinator_epoch()
    {
        RecordBatch batch = Only("java-commit");
        var records = new RecordReader(batch.Header, batch.Payload);
        Assert.True(records.MoveNext());
        Assert.Equal([0, 0, 0, 1], records.Key.ToArray());
        EndTxnMarker marker = WireMessage.Read<EndTxnMarker>(records.ValueMemory!.Value[2..], version: 0);
        Assert.Equal(6, marker.CoordinatorEpoch);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch_cut_at_any_byte_is_left_over(string name)
    {
        byte[] bytes = RecordBatchHeaderTests.Golden(name);
        for (int length = 0; length < bytes.Length; length++)
        {
            var batches = new RecordBatchReader(bytes.AsMemory(0, length));
            Assert.False(batches.MoveNext());
            Assert.Equal(length, batches.Remaining);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch_with_any_changed_byte_is_read_or_malformed(string name)
    {
        byte[] bytes = RecordBatchHeaderTests.Golden(name);
        for (int at = 0; at < bytes.Length; at++)
        {
            foreach (byte change in (byte[])[0x01, 0x80, 0xff])
            {
                bytes[at] ^= change;
                Exception? fault = Record.Exception(() => ReadAll(bytes));
                Assert.True(fault is null or MalformedMessageException, $"byte {at}: {fault}");
                bytes[at] ^= change;
            }
        }
    }

    private static void ReadAll(byte[] bytes)
    {
        using var scratch = new PooledBuffer();
        foreach (RecordBatch batch in new RecordBatchReader(bytes))
        {
            RecordReader records = batch.ReadRecords(scratch, MaxBytes);
            while (records.MoveNext())
            {
                RecordHeaderReader headers = records.Headers;
                while (headers.MoveNext())
                    _ = headers.Key.Length + headers.Value.Length;
            }
        }
    }

    private static RecordBatch Only(string name)
    {
        var batches = new RecordBatchReader(RecordBatchHeaderTests.Golden(name));
        Assert.True(batches.MoveNext());
        Assert.Equal(0, batches.Remaining);
        return batches.Current;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
