using TypedStreams.Protocol;

namespace TypedStreams.Broker.Embedding;

/// <summary>
/// A fault that is in force until it has struck as often as it was told to, or is disposed. Safe from any thread.
/// </summary>
public sealed class FaultRule : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(int Hits, TaskCompletionSource Reached)> _waiters = [];
    private readonly BrokerFaults _owner;
    private readonly FaultSelector _selector;
    private int _seen;
    private int _hits;

    internal FaultRule(BrokerFaults owner, FaultSelector selector, FaultEffect effect)
    {
        _owner = owner;
        _selector = selector;
        Effect = effect;
    }

    /// <summary>How often it has struck.</summary>
    public int Hits => Volatile.Read(ref _hits);

    internal FaultEffect Effect { get; }

    /// <summary>Completes when it has struck so often.</summary>
    /// <param name="hits">1 or more. Default 1.</param>
    public Task WhenHitAsync(int hits = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hits, 1);
        lock (_gate)
        {
            if (_hits >= hits)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((hits, reached));
            return reached.Task;
        }
    }

    /// <summary>Ends the rule; what it holds back already stays so.</summary>
    public void Dispose() => _owner.Remove(this);

    /// <summary>Counts a request that the rule is for; true when it strikes.</summary>
    internal bool Strikes(ApiKey api, string clientId, Func<string, bool> namesTopic)
    {
        if (!_selector.Selects(api, clientId, namesTopic))
        {
            return false;
        }

        lock (_gate)
        {
            if (_seen++ < _selector.Skipped || _hits >= _selector.MaxHits)
            {
                return false;
            }

            _hits++;
            foreach ((int hits, TaskCompletionSource reached) in _waiters)
            {
                if (hits <= _hits)
                {
                    reached.TrySetResult();
                }
            }

            if (_hits == _selector.MaxHits)
            {
                _owner.Remove(this);
            }

            return true;
        }
    }
}

/// <summary>What a rule does.</summary>
/// <param name="Kind">Which of the faults.</param>
/// <param name="Error">The code to answer.</param>
/// <param name="Delay">How long to hold the answer back.</param>
internal readonly record struct FaultEffect(
    FaultKind Kind, ErrorCode Error = ErrorCode.None, TimeSpan Delay = default);

/// <summary>The faults there are.</summary>
internal enum FaultKind
{
    DropRequest,
    DropResponse,
    Delay,
    Answer,
    Disconnect,
    DisconnectAfter,
}
