// Which batches of a fetch belong to aborted transactions. The broker lists, for each, the producer and its first
// offset; from there on the producer's batches are hidden until its abort marker (KIP-98).
using System.Buffers.Binary;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>Walks along with the batches of one chunk, in order.</summary>
internal ref struct AbortedTransactions
{
    private const short AbortMarker = 0;
    private const int MarkerTypeAt = 2;

    private readonly List<FetchResponse.AbortedTransaction>? _ahead;
    private HashSet<long>? _aborting;
    private int _next;

    public AbortedTransactions(IReadOnlyList<FetchResponse.AbortedTransaction>? aborted)
    {
        // Brokers send them in order; one that does not would make aborted records visible.
        _ahead = aborted is { Count: > 0 } ? [.. aborted.OrderBy(transaction => transaction.FirstOffset)] : null;
    }

    public bool Hides(in RecordBatch batch)
    {
        if (_ahead is null || !batch.Header.IsTransactional)
            return false;

        for (; _next < _ahead.Count && _ahead[_next].FirstOffset <= batch.Header.LastOffset; _next++)
            (_aborting ??= []).Add(_ahead[_next].ProducerId);

        if (_aborting is null)
            return false;

        if (!batch.Header.IsControl)
            return _aborting.Contains(batch.Header.ProducerId);

        if (IsAbortMarker(batch))
            _aborting.Remove(batch.Header.ProducerId);

        return true;
    }

    private static bool IsAbortMarker(in RecordBatch batch)
    {
        var records = new RecordReader(batch.Header, batch.Payload);
        return records.MoveNext()
            && records.Key.Length >= MarkerTypeAt + sizeof(short)
            && BinaryPrimitives.ReadInt16BigEndian(records.Key[MarkerTypeAt..]) == AbortMarker;
    }
}
