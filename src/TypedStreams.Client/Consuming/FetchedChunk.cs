using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>What one fetch response brought of one partition, not parsed yet; holds a share of the frame.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Frame">The response's memory.</param>
/// <param name="Records">Record batches back to back.</param>
/// <param name="FetchOffset">The offset asked for; older records of the first batch are skipped.</param>
/// <param name="NextOffset">The offset behind the last whole batch.</param>
/// <param name="HighWatermark">The partition's high watermark.</param>
/// <param name="Aborted">Aborted transactions in the range, by first offset; null for none.</param>
internal sealed record FetchedChunk(
    TopicPartition Partition,
    ResponseFrame Frame,
    ReadOnlyMemory<byte> Records,
    long FetchOffset,
    long NextOffset,
    long HighWatermark,
    IReadOnlyList<FetchResponse.AbortedTransaction>? Aborted);
