using TypedStreams.Storage;

namespace TypedStreams.Broker.Partitions;

/// <summary>Reads a whole log from its start to its end, for replay. On the owner's thread.</summary>
internal static class LogReader
{
    /// <summary>
    /// Most bytes that one batch may become when it is decompressed, and the size of the pieces in which a log is read.
    /// </summary>
    internal const int MaxBatchBytes = 64 << 20;

    private const int ChunkBytes = 4 << 20;

    /// <summary>The log's batches, many at a time; each piece is valid until the next one.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> ReadChunks(PartitionLog log)
    {
        byte[] buffer = new byte[Math.Min(ChunkBytes, Math.Max(1, log.SizeBytes))];
        long offset = log.LogStartOffset;
        while (offset < log.LogEndOffset)
        {
            using LogSlice? slice = log.Read(offset, ChunkBytes, log.LogEndOffset, minOneBatch: true).Slice;
            if (slice is null)
            {
                yield break;
            }

            buffer = slice.Length > buffer.Length ? new byte[slice.Length] : buffer;
            slice.CopyTo(buffer);
            ReadOnlyMemory<byte> chunk = buffer.AsMemory(0, slice.Length);
            offset = NextOffset(chunk);
            yield return chunk;
        }
    }

    private static long NextOffset(ReadOnlyMemory<byte> chunk)
    {
        long next = 0;
        foreach (Protocol.Records.RecordBatch batch in new Protocol.Records.RecordBatchReader(chunk))
        {
            next = batch.Header.LastOffset + 1;
        }

        return next;
    }
}
