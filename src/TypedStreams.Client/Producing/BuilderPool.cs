using System.Collections.Concurrent;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>
/// Keeps batch builders, grown to their working size, for the next batches: as many as hold so many bytes. With one for
/// each of thousands of partitions under way, new ones would be most of what the garbage collector has to do.
/// </summary>
/// <param name="limit">Bytes of memory that those kept may hold.</param>
internal sealed class BuilderPool(long limit) : IDisposable
{
    private const int InitialBytes = 2 << 10;

    private readonly ConcurrentQueue<RecordBatchBuilder> _kept = new();
    private long _keptBytes;

    public RecordBatchBuilder Rent()
    {
        if (!_kept.TryDequeue(out RecordBatchBuilder? builder))
            return new RecordBatchBuilder(InitialBytes);

        Interlocked.Add(ref _keptBytes, -builder.Capacity);
        return builder;
    }

    public void Return(RecordBatchBuilder builder)
    {
        builder.Reset();
        int bytes = builder.Capacity;
        if (Interlocked.Add(ref _keptBytes, bytes) > limit)
        {
            Interlocked.Add(ref _keptBytes, -bytes);
            builder.Dispose();
            return;
        }

        _kept.Enqueue(builder);
    }

    public void Dispose()
    {
        while (_kept.TryDequeue(out RecordBatchBuilder? builder))
            builder.Dispose();
    }
}
