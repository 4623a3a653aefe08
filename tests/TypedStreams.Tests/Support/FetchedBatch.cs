// Batches as a consumer receives them, without a broker: record batch bytes, parsed as fetched ones are.

using TypedStreams.Client;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Tests.Support;

internal static class FetchedBatch
{
    /// <param name="first">The offset of the first record; the others follow.</param>
    /// <param name="count">How many records there are.</param>
    /// <param name="next">The offset behind the batch and its gap.</param>
    /// <param name="headers">The headers of each record.</param>
    internal static ConsumedBatch Of(long first, int count, long next, params RecordHeader[] headers)
    {
        using var builder = new RecordBatchBuilder();
        for (var i = 0; i < count; i++)
        {
            builder.Append(
                1, BitConverter.GetBytes(first + i), isKeyNull: false, "value"u8, isValueNull: false, headers);
        }

        var bytes = builder.Build(new RecordBatchOptions { BaseOffset = first, ProducerId = -1 });
        var frame = new ResponseFrame(bytes.Length);
        bytes.CopyTo(frame.Memory);
        var chunk = new FetchedChunk(
            new TopicPartition("t", 0), frame, frame.Memory, first, next, HighWatermark: next, Aborted: null);
        return RecordParser.Parse(chunk, IsolationLevel.ReadUncommitted, maxUnpackedBytes: 1 << 20)!;
    }
}
