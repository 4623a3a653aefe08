// What ReceiveAsync hands out: the records of one partition from one fetch, as windows on the response's memory.
// Owns a share of the response frame, the unpacked bytes and the entry array until it is disposed.
using System.Buffers;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>
/// Fetched records of one partition, oldest first; at least one. Dispose it when the records are done with: their
/// memory is then used again.
/// </summary>
public sealed class ConsumedBatch : IDisposable
{
    private readonly ReadOnlyMemory<byte> _fetched;
    private readonly int _count;
    private ResponseFrame? _frame;
    private PooledBuffer? _unpacked;
    private RecordEntry[] _entries;

    internal ConsumedBatch(FetchedChunk chunk, RecordEntry[] entries, int count, PooledBuffer? unpacked)
    {
        _fetched = chunk.Records;
        _frame = chunk.Frame;
        _entries = entries;
        _count = count;
        _unpacked = unpacked;
        Partition = chunk.Partition;
        HighWatermark = chunk.HighWatermark;
        NextOffset = chunk.NextOffset;
    }

    /// <summary>The partition of all records.</summary>
    public TopicPartition Partition { get; }

    /// <summary>How many records there are; 1 or more.</summary>
    public int Count => _count;

    /// <summary>
    /// The partition's high watermark when the records were fetched: the offset behind its newest record.
    /// </summary>
    public long HighWatermark { get; }

    /// <summary>
    /// What to commit once every record is handled: the offset to read next. May be more than one past the last
    /// record, where compaction or transactions left gaps.
    /// </summary>
    public long NextOffset { get; }

    /// <summary>The record at <paramref name="index"/>, from 0 to <see cref="Count"/> - 1.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public ConsumedRecord this[int index]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_frame is null, this);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            ref readonly RecordEntry entry = ref _entries[index];
            return new ConsumedRecord(entry.IsUnpacked ? _unpacked!.WrittenMemory : _fetched, entry);
        }
    }

    /// <summary>Lets <c>foreach</c> use the batch.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Gives the memory back; records and slices taken from the batch are invalid from here on.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _frame, null) is not { } frame)
            return;

        frame.Release();
        _unpacked?.Dispose();
        _unpacked = null;
        ArrayPool<RecordEntry>.Shared.Return(_entries);
        _entries = [];
    }

    /// <summary>Walks the records.</summary>
    public struct Enumerator
    {
        private readonly ConsumedBatch _batch;
        private int _index;

        internal Enumerator(ConsumedBatch batch)
        {
            _batch = batch;
            _index = -1;
        }

        /// <summary>The record that <see cref="MoveNext"/> found.</summary>
        public readonly ConsumedRecord Current => _batch[_index];

        /// <summary>Moves to the next record; false after the last.</summary>
        public bool MoveNext() => ++_index < _batch.Count;
    }
}
