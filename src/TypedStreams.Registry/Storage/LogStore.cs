// The shell around the decisions: one reader replays the log into the index, one writer decides, appends and answers
// once the reader has passed what was written, so that whoever got an answer reads what it says. Other registries may
// write to the same log: a change that one of them overtook is decided again (decisions/002), and answers wait until
// what the others wrote has been read.
// Owns the replay; every touch of it holds _gate for as long as a decision takes, never across a wait.
// Before its first decision and after every failed append, when nobody knows what the log holds, the writer makes sure
// that everything was read: up to a record of its own where the log has one for that, else up to where the log ends.
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Storage;

/// <summary>A state over its log.</summary>
/// <typeparam name="TMachine">The state, with what decides on it.</typeparam>
internal abstract class LogStore<TMachine> : IAsyncDisposable
{
    private readonly ISchemaLog _log;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly int _maxRecordBytes;
    private readonly Lock _gate = new();
    private readonly LogReplay<TMachine> _replay;
    private readonly LogEndWatch? _end;
    private readonly Channel<Func<Task>> _writes;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _applied;
    private bool _mustCatchUp;
    private SchemaLogException? _failure;

    private protected LogStore(ISchemaLog log, LogReplay<TMachine> replay, RegistryOptions options)
    {
        _log = log;
        _replay = replay;
        _logger = options.Loggers.CreateLogger(GetType());
        _time = options.Time;
        _timeout = options.WriteTimeout;
        _maxRecordBytes = options.MaxRecordBytes;
        _end = options.Reads == RegistryReads.Current ? new LogEndWatch(CatchUpToEndAsync) : null;
        _writes = Channel.CreateBounded<Func<Task>>(options.MaxWaitingWrites);
    }

    /// <summary>Completes when the log was replayed to where it ended at the start; fails when it cannot be.</summary>
    internal Task Ready => _ready.Task;

    /// <summary>Completes with the reason when the log can no longer be used.</summary>
    internal Task<string> Failed => _failed.Task;

    /// <summary>What is appended to see everything before it; nothing where the log has no record for that.</summary>
    private protected virtual ImmutableArray<SchemaLogPair> Barrier => [];

    /// <summary>What the log lacks once it was read to its end at the start.</summary>
    private protected virtual ImmutableArray<RegistryRecord> Missing(TMachine machine) => [];

    internal void Start() => _running = RunAsync();

    /// <summary>Looks at the state. The function must be short and keep nothing that changes.</summary>
    internal async ValueTask<T> ReadAsync<T>(Func<TMachine, T> look, CancellationToken cancellationToken)
    {
        await _ready.Task.WaitAsync(_timeout, _time, cancellationToken);
        if (_end is not null)
        {
            await _end.WaitAsync().WaitAsync(_timeout, _time, cancellationToken);
        }

        return Look(look);
    }

    /// <summary>
    /// Looks at what never changes once it is there: answered from what was read so far, and as
    /// <see cref="ReadAsync"/> when the function finds nothing (null).
    /// </summary>
    internal async ValueTask<T> ReadLastingAsync<T>(
        Func<TMachine, T?> find, Func<TMachine, T> look, CancellationToken cancellationToken)
        where T : struct
    {
        await _ready.Task.WaitAsync(_timeout, _time, cancellationToken);
        return Look(find) ?? await ReadAsync(look, cancellationToken);
    }

    /// <summary>Decides, makes the decision durable, and returns its reply once this registry shows it.</summary>
    internal async Task<Outcome<T>> WriteAsync<T>(
        Func<TMachine, Decision<T>> decide, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<Outcome<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _writes.Writer.WriteAsync(() => AnswerAsync(decide, answer), cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new SchemaLogException(closed.InnerException?.Message ?? "the registry is stopping", closed);
        }

        return await answer.Task.WaitAsync(_timeout + _timeout, _time, cancellationToken);
    }

    private T Look<T>(Func<TMachine, T> look)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new SchemaLogException(_failure.Message, _failure);
            }

            return look(_replay.Machine);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _writes.Writer.TryComplete();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _log.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _log.OpenAsync(_stopping.Token);
            Task reader = RunReaderAsync();
            await CatchUpAsync(_stopping.Token);
            await DecideAsync(machine => new Decision<bool>(Missing(machine), Reply: true, Error: null));
            _ready.TrySetResult();
            await Task.WhenAll(reader, RunWriterAsync());
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _ready.TrySetCanceled();
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    private async Task RunWriterAsync()
    {
        await foreach (Func<Task> write in _writes.Reader.ReadAllAsync(_stopping.Token))
        {
            await write();
        }
    }

    private async Task RunReaderAsync()
    {
        try
        {
            while (true)
            {
                Apply(await _log.ReadAsync(_stopping.Token));
            }
        }
        catch (Exception fault) when (!_stopping.IsCancellationRequested)
        {
            Fail(fault);
        }
    }

    private void Fail(Exception fault)
    {
        StoreLog.Failed(_logger, fault);
        lock (_gate)
        {
            _failure ??= fault as SchemaLogException ?? new SchemaLogException(fault.Message, fault);
        }

        _ready.TrySetException(_failure);
        _failed.TrySetResult(_failure.Message);
        _writes.Writer.TryComplete(_failure);
        _stopping.Cancel();
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        long end = Barrier.IsEmpty
            ? await _log.EndAsync(cancellationToken)
            : await _log.AppendAsync(Barrier, intendedOffset: -1, cancellationToken) + 1;
        await WaitForAsync(end, cancellationToken);
        _mustCatchUp = false;
    }

    private async Task CatchUpToEndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using ITimer timer = StartTimer(patience);
        await WaitForAsync(await _log.EndAsync(patience.Token), patience.Token);
    }

    private ITimer StartTimer(CancellationTokenSource patience) =>
        _time.CreateTimer(_ => patience.Cancel(), state: null, _timeout, Timeout.InfiniteTimeSpan);

    private async Task AnswerAsync<T>(
        Func<TMachine, Decision<T>> decide, TaskCompletionSource<Outcome<T>> answer)
    {
        try
        {
            answer.TrySetResult(await DecideAsync(decide));
        }
        catch (Exception fault)
        {
            // The caller gets it; the loop goes on for the others, from what the log really holds.
            _mustCatchUp = true;
            answer.TrySetException(fault);
        }
    }

    private async Task<Outcome<T>> DecideAsync<T>(Func<TMachine, Decision<T>> decide)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using ITimer timer = StartTimer(patience);
        try
        {
            if (_mustCatchUp)
            {
                await CatchUpAsync(patience.Token);
            }

            return await DecideAsync(decide, patience.Token);
        }
        catch (SchemaLogException fault)
        {
            _mustCatchUp = true;
            StoreLog.WriteFailed(_logger, fault);
            return RegistryError.StoreFailed(fault.Message);
        }
        catch (OperationCanceledException)
        {
            _mustCatchUp = true;
            return RegistryError.TimedOut("the log did not take the change in time; it may still appear");
        }
    }

    private async Task<Outcome<T>> DecideAsync<T>(
        Func<TMachine, Decision<T>> decide, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (_end is not null)
            {
                await _end.WaitAsync().WaitAsync(cancellationToken);
            }

            (Decision<T> decision, ImmutableArray<SchemaLogPair> pairs, long decidedAt) = Decide(decide);
            if (pairs.FirstOrDefault(pair => pair.Value?.Length > _maxRecordBytes) is { Value: { } value })
            {
                return RegistryError.SchemaTooLarge(value.Length, _maxRecordBytes);
            }

            if (pairs.IsEmpty)
            {
                return new Outcome<T>(decision.Reply, decision.Error);
            }

            long last = await _log.AppendAsync(pairs, decidedAt, cancellationToken);
            await WaitForAsync(last + 1, cancellationToken);
            if (last == decidedAt + pairs.Length - 1)
            {
                return new Outcome<T>(decision.Reply, decision.Error);
            }

            StoreLog.Overtaken(_logger, decidedAt, attempt);
            await BackOffAsync(attempt, cancellationToken);
        }
    }

    private (Decision<T> Decision, ImmutableArray<SchemaLogPair> Pairs, long DecidedAt) Decide<T>(
        Func<TMachine, Decision<T>> decide)
    {
        lock (_gate)
        {
            Decision<T> decision = decide(_replay.Machine);
            return (decision, _replay.Encode(decision.Records), _applied);
        }
    }

    // Writers that collided go different ways by chance, as on a shared wire.
    private Task BackOffAsync(int attempt, CancellationToken cancellationToken)
    {
        const int MaxDoublings = 6;
        int mostMs = 1 << Math.Min(attempt, MaxDoublings);
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(mostMs + 1)), _time, cancellationToken);
    }

    private async Task WaitForAsync(long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task advanced;
            lock (_gate)
            {
                if (_applied >= offset)
                {
                    return;
                }

                advanced = _advanced.Task;
            }

            await advanced.WaitAsync(cancellationToken);
        }
    }

    private void Apply(SchemaLogBatch batch)
    {
        TaskCompletionSource advanced;
        lock (_gate)
        {
            foreach (SchemaLogEntry entry in batch.Entries)
            {
                Apply(entry);
            }

            _applied = batch.NextOffset;
            advanced = _advanced;
            _advanced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        advanced.SetResult();
    }

    private void Apply(in SchemaLogEntry entry)
    {
        switch (_replay.Apply(entry, out string problem))
        {
            case ReplayOutcome.Foreign:
                StoreLog.Foreign(_logger, entry.Offset, problem);
                break;
            case ReplayOutcome.Contradiction:
                StoreLog.Contradiction(_logger, entry.Offset);
                break;
            case ReplayOutcome.Unreadable:
                StoreLog.Unreadable(_logger, entry.Offset, problem);
                break;
        }
    }
}
