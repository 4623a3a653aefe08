// A log in memory, for tests and for the state of a registry that need not outlive the process. Thread-safe.
using System.Collections.Immutable;

namespace TypedStreams.Registry.Storage;

internal sealed class MemorySchemaLog(TimeProvider time) : ISchemaLog
{
    private readonly Lock _gate = new();
    private readonly List<SchemaLogEntry> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _read;

    /// <summary>Every record so far.</summary>
    internal ImmutableArray<SchemaLogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _read = 0;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SchemaLogBatch> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_read < _entries.Count)
                {
                    ImmutableArray<SchemaLogEntry> news = [.. _entries.Skip(_read)];
                    _read = _entries.Count;
                    return new SchemaLogBatch(news, _read);
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<long> EndAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult((long)_entries.Count);
        }
    }

    /// <inheritdoc/>
    public Task<long> AppendAsync(
        ImmutableArray<SchemaLogPair> records, long intendedOffset, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            for (int i = 0; i < records.Length; i++)
            {
                Add(records[i], intendedOffset < 0 ? -1 : intendedOffset + i);
            }

            return Task.FromResult(_entries.Count - 1L);
        }
    }

    /// <summary>Appends as another writer would.</summary>
    internal void Add(SchemaLogPair record, long intendedOffset = -1)
    {
        lock (_gate)
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            _entries.Add(new SchemaLogEntry(_entries.Count, now, record.Key, record.Value, intendedOffset));
            _grown.TrySetResult();
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
