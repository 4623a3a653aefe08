// The shell around the decisions: one reader replays the log into the index, one writer decides, appends and answers
// once the reader has passed what was written, so that whoever got an answer reads what it says.
// Owns the machine; every touch of it holds _gate for as long as a decision takes, never across a wait.
// A NOOP appended and read back proves that everything before it was read. The writer does that before its first
// decision and after every failed append, when nobody knows what the log holds.
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Storage;

/// <summary>The state of a registry over its log.</summary>
internal sealed partial class RegistryStore : IAsyncDisposable
{
    private readonly ISchemaLog _log;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly int _maxRecordBytes;
    private readonly Lock _gate = new();
    private readonly SubjectMachine _machine = new();
    private readonly Channel<Func<Task>> _writes;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _applied;
    private bool _mustCatchUp;
    private SchemaLogException? _failure;

    internal RegistryStore(ISchemaLog log, RegistryOptions options)
    {
        _log = log;
        _logger = options.Loggers.CreateLogger<RegistryStore>();
        _time = options.Time;
        _timeout = options.WriteTimeout;
        _maxRecordBytes = options.MaxRecordBytes;
        _writes = Channel.CreateBounded<Func<Task>>(options.MaxWaitingWrites);
    }

    /// <summary>Completes when the log was replayed to where it ended at the start; fails when it cannot be.</summary>
    internal Task Ready => _ready.Task;

    internal void Start() => _running = RunAsync();

    /// <summary>Looks at the state. The function must be short and keep nothing that changes.</summary>
    internal async ValueTask<T> ReadAsync<T>(Func<SubjectMachine, T> look, CancellationToken cancellationToken)
    {
        await _ready.Task.WaitAsync(_timeout, _time, cancellationToken);
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new SchemaLogException(_failure.Message, _failure);
            }

            return look(_machine);
        }
    }

    /// <summary>Decides, makes the decision durable, and returns its reply once this registry shows it.</summary>
    internal async Task<Outcome<T>> WriteAsync<T>(
        Func<SubjectMachine, Decision<T>> decide, CancellationToken cancellationToken)
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
        LogFailed(_logger, fault);
        lock (_gate)
        {
            _failure ??= fault as SchemaLogException ?? new SchemaLogException(fault.Message, fault);
        }

        _ready.TrySetException(_failure);
        _writes.Writer.TryComplete(_failure);
        _stopping.Cancel();
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<SchemaLogPair> barrier = [SchemaLogCodec.Encode(new Noop(HighestId: 0))];
        long offset = await _log.AppendAsync(barrier, expectedOffset: -1, cancellationToken);
        await WaitForAsync(offset + 1, cancellationToken);
        _mustCatchUp = false;
    }

    private async Task AnswerAsync<T>(
        Func<SubjectMachine, Decision<T>> decide, TaskCompletionSource<Outcome<T>> answer)
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

    private async Task<Outcome<T>> DecideAsync<T>(Func<SubjectMachine, Decision<T>> decide)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using ITimer timer = _time.CreateTimer(_ => patience.Cancel(), state: null, _timeout, Timeout.InfiniteTimeSpan);
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
            LogWriteFailed(_logger, fault);
            return RegistryError.StoreFailed(fault.Message);
        }
        catch (OperationCanceledException)
        {
            _mustCatchUp = true;
            return RegistryError.TimedOut("the log did not take the change in time; it may still appear");
        }
    }

    private async Task<Outcome<T>> DecideAsync<T>(
        Func<SubjectMachine, Decision<T>> decide, CancellationToken cancellationToken)
    {
        Decision<T> decision;
        long decidedAt;
        lock (_gate)
        {
            decision = decide(_machine);
            decidedAt = _applied;
        }

        if (!decision.Records.IsEmpty)
        {
            ImmutableArray<SchemaLogPair> pairs = [.. decision.Records.Select(SchemaLogCodec.Encode)];
            if (pairs.FirstOrDefault(pair => pair.Value?.Length > _maxRecordBytes) is { Value: { } value })
            {
                return RegistryError.SchemaTooLarge(value.Length, _maxRecordBytes);
            }

            long last = await _log.AppendAsync(pairs, decidedAt, cancellationToken);
            await WaitForAsync(last + 1, cancellationToken);
        }

        return new Outcome<T>(decision.Reply, decision.Error);
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
        try
        {
            RegistryRecord record = SchemaLogCodec.Decode(entry.Key, entry.Value, entry.Value is not null);
            if (record is Foreign foreign)
            {
                LogForeign(_logger, entry.Offset, foreign.What);
            }
            else if (!_machine.Index.Apply(record, entry.TimestampMs))
            {
                LogContradiction(_logger, entry.Offset);
            }
        }
        catch (FormatException fault)
        {
            LogUnreadable(_logger, entry.Offset, fault.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A change could not be written to the schema log")]
    private static partial void LogWriteFailed(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Critical, "The schema log cannot be used; the registry answers nothing but errors")]
    private static partial void LogFailed(ILogger logger, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "Record {Offset} of the schema log is left alone: {What} is not served")]
    private static partial void LogForeign(ILogger logger, long offset, string what);

    [LoggerMessage(4, LogLevel.Error, "Record {Offset} of the schema log gives a taken id to another schema; skipped")]
    private static partial void LogContradiction(ILogger logger, long offset);

    [LoggerMessage(5, LogLevel.Error, "Record {Offset} of the schema log is unreadable and skipped: {Problem}")]
    private static partial void LogUnreadable(ILogger logger, long offset, string problem);
}
