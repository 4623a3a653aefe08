// Carries a plan out against broker and workers, and keeps the log of it. Owns the workers. One task runs it.
using System.Collections.Concurrent;
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed class Nemesis(FaultPlan plan, FaultyBroker broker, Weather weather) : IDisposable
{
    private const int FirstWorkers = 3;
    private const int MostWorkers = 4;
    private const int FewestWorkers = 2;

    private readonly Lock _gate = new();
    private readonly List<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _working = [];
    private readonly ConcurrentQueue<string> _log = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeProvider _time = TimeProvider.System;
    private int _done;

    /// <summary>True while a fault lasts.</summary>
    internal bool IsStriking { get; private set; }

    /// <summary>How many faults are over.</summary>
    internal int Done => Volatile.Read(ref _done);

    /// <summary>How many workers stood still so long that their partitions were given away.</summary>
    internal int Zombies { get; private set; }

    internal int Lost => _all.Sum(worker => worker.Lost);

    internal int Fenced => _all.Sum(worker => worker.Fenced);

    internal int Again => _all.Sum(worker => worker.Again);

    internal string Log => string.Join('\n', _log);

    internal void StartWorkers()
    {
        for (var i = 0; i < FirstWorkers; i++)
        {
            StartOne();
        }
    }

    /// <summary>Strikes whenever the work has come so far.</summary>
    internal async Task RunAsync(Func<double, Task> reaches, CancellationToken cancellationToken)
    {
        foreach (var fault in plan.Faults)
        {
            await reaches(fault.At);
            Check();
            IsStriking = true;
            await StrikeAsync(fault, cancellationToken);
            IsStriking = false;
            Interlocked.Increment(ref _done);
        }

        Note("no more faults");
    }

    /// <summary>Tells all workers to end, and checks that they do so in order.</summary>
    internal async Task StopWorkersAsync()
    {
        Check();
        foreach (var worker in _working)
        {
            await StopAsync(worker);
        }

        _working.Clear();
    }

    /// <summary>
    /// Fails when a worker has ended that nobody ended. One that found no broker when it started is started again, as
    /// whoever runs an application does.
    /// </summary>
    internal void Check()
    {
        lock (_gate)
        {
            foreach (var worker in _working.Where(worker => worker.EndedByItself).ToArray())
            {
                if (!worker.FailedToStart)
                {
                    throw new InvalidOperationException($"{worker.Name} ended by itself.");
                }

                Note($"{worker.Name} could not start");
                _working.Remove(worker);
                StartOne();
            }
        }
    }

    internal string LastLines => string.Join(
        '\n', _all.Select(worker => $"--- {worker.Name}, the last lines\n{worker.LastLines}"));

    internal void Note(string what) => _log.Enqueue($"{_clock.Elapsed.TotalSeconds,6:F1} s  {what}");

    public void Dispose() => _all.ForEach(worker => worker.Dispose());

    private async Task StrikeAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        Note(fault.ToString());
        switch (fault.Kind)
        {
            case FaultKind.BrokerIsKilled:
                await broker.KillAsync();
                await LastAsync(fault, cancellationToken);
                await broker.StartAgainAsync();
                break;
            case FaultKind.BrokerStandsStill:
                await PauseAsync(broker.ProcessId, fault, cancellationToken);
                break;
            case FaultKind.WorkerIsKilled:
                await KillAsync(_working[fault.Pick % _working.Count]);
                break;
            case FaultKind.WorkerIsZombie:
                Zombies++;
                await PauseAsync(_working[fault.Pick % _working.Count].Id, fault, cancellationToken);
                break;
            case FaultKind.WorkerJoins when _working.Count < MostWorkers:
                StartOne();
                break;
            case FaultKind.WorkerJoins or FaultKind.WorkerLeaves when _working.Count > FewestWorkers:
                await LeaveAsync(_working[fault.Pick % _working.Count]);
                break;
            case FaultKind.Storm:
                string[] clients = [.. _working.Select(worker => worker.Name), InputFeed.Name, OutputReader.Name];
                var client = clients[fault.Pick % clients.Length];
                weather.StormOver(client);
                await LastAsync(fault, cancellationToken);
                weather.StormEnds(client);
                break;
        }

        Note($"done; {broker.Proxy.Cuts} connections were cut so far");
    }

    // The length of the fault, not a wait for something.
    private Task LastAsync(PlannedFault fault, CancellationToken cancellationToken) =>
        Task.Delay(fault.Length, _time, cancellationToken);

    private async Task PauseAsync(int processId, PlannedFault fault, CancellationToken cancellationToken)
    {
        Signal.Pause(processId);
        try
        {
            await LastAsync(fault, cancellationToken);
        }
        finally
        {
            Signal.Resume(processId);
        }
    }

    private async Task KillAsync(WorkerProcess worker)
    {
        Remove(worker);
        await worker.KillAsync();
        StartOne();
    }

    private async Task LeaveAsync(WorkerProcess worker)
    {
        Remove(worker);
        await StopAsync(worker);
    }

    private async Task StopAsync(WorkerProcess worker)
    {
        var exitCode = await worker.StopAsync();
        Note($"{worker.Name} ended with {exitCode}");

        // A host that is told to end while it starts ends with an error, or by the signal when it does not listen yet.
        bool wasStarting = worker.FailedToStart || (exitCode == Signal.EndedBySigterm && !worker.HasStarted);
        if (exitCode != 0 && !wasStarting)
        {
            throw new InvalidOperationException($"{worker.Name} was told to end, and ended with {exitCode}.");
        }
    }

    private void StartOne()
    {
        lock (_gate)
        {
            var worker = WorkerProcess.Start($"worker-{_all.Count + 1}", broker);
            _all.Add(worker);
            _working.Add(worker);
            Note($"{worker.Name} starts, process {worker.Id}");
        }
    }

    private void Remove(WorkerProcess worker)
    {
        lock (_gate)
        {
            _working.Remove(worker);
        }
    }
}
