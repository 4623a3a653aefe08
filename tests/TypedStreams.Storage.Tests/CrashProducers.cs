// What the batches of a log say about its producers, computed from scratch: the model that the log is compared with.
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal sealed class CrashProducers
{
    private readonly List<AbortedTransaction> _aborted = [];

    public Dictionary<long, ProducerDescription> All { get; } = [];

    public bool HasOpen => All.Values.Any(producer => producer.TransactionFirstOffset >= 0);

    public bool IsOpen(long producer) =>
        All.TryGetValue(producer, out var known) && known.TransactionFirstOffset >= 0;

    public (short Epoch, int Sequence) Next(long producer) =>
        All.TryGetValue(producer, out var known) ? (known.Epoch, known.LastSequence + 1) : ((short)0, 0);

    public void Clear()
    {
        All.Clear();
        _aborted.Clear();
    }

    public void Apply(byte[] batch)
    {
        Assert.True(RecordBatchHeader.TryRead(batch, out var header));
        if (!header.HasProducerId)
        {
            return;
        }

        var known = All.GetValueOrDefault(
            header.ProducerId, new ProducerDescription(header.ProducerId, -1, -1, 0, -1, -1));
        if (!header.IsControl)
        {
            All[header.ProducerId] = known with
            {
                Epoch = header.ProducerEpoch,
                LastSequence = header.LastSequence,
                TransactionFirstOffset = header.IsTransactional && known.TransactionFirstOffset < 0
                    ? header.BaseOffset
                    : known.TransactionFirstOffset,
            };
            return;
        }

        // length, attributes, timestamp delta, offset delta and key length take a byte each; the type is at the end of
        // the key.
        var isCommit = BinaryPrimitives.ReadInt16BigEndian(batch.AsSpan(RecordBatchHeader.Size + 5 + 2)) == 1;
        All[header.ProducerId] = known with
        {
            Epoch = header.ProducerEpoch,
            LastSequence = header.ProducerEpoch == known.Epoch ? known.LastSequence : -1,
            CoordinatorEpoch = 3,
            TransactionFirstOffset = -1,
        };
        if (!isCommit)
        {
            _aborted.Add(new AbortedTransaction(
                header.ProducerId,
                known.TransactionFirstOffset,
                header.BaseOffset,
                LastStableOffset(header.BaseOffset + 1)));
        }
    }

    public long LastStableOffset(long end) =>
        All.Values.Where(p => p.TransactionFirstOffset >= 0).Select(p => p.TransactionFirstOffset).Append(end).Min();

    public IEnumerable<AbortedTransaction> AbortedIn(long from, long to) =>
        _aborted.Where(t => t.LastOffset >= from && t.FirstOffset < to).OrderBy(t => t.FirstOffset);
}
