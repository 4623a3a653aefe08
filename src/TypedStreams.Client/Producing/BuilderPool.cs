using System.Collections.Concurrent;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>Keeps a few batch builders, grown to their working size, for the next batches.</summary>
internal sealed class BuilderPool : IDisposable
{
    private const int InitialBytes = 2 << 10;
    private const int MaxKept = 32;

    private readonly ConcurrentQueue<RecordBatchBuilder> _kept = new();

    public RecordBatchBuilder Rent() =>
        _kept.TryDequeue(out RecordBatchBuilder? builder) ? builder : new RecordBatchBuilder(InitialBytes);

    public void Return(RecordBatchBuilder builder)
    {
        if (_kept.Count >= MaxKept)
        {
            builder.Dispose();
            return;
        }

        builder.Reset();
        _kept.Enqueue(builder);
    }

    public void Dispose()
    {
        while (_kept.TryDequeue(out RecordBatchBuilder? builder))
            builder.Dispose();
    }
}
