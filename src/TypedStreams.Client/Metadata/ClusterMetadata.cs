// What is known of brokers, topics and leaders. One loop renews it: when it is old, when an answer showed it stale, or
// when someone waits for a topic. Readers take the current snapshot; nobody locks to look something up.
using Microsoft.Extensions.Logging;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client.Metadata;

/// <summary>The metadata of the topics in use. Safe from any thread.</summary>
internal sealed partial class ClusterMetadata : IAsyncDisposable
{
    // A consumer waits for a topic that is not there yet; nothing tells it when the topic comes.
    private static readonly TimeSpan MissingTopicAge = TimeSpan.FromSeconds(2);

    // A topic that was created a moment ago may not have reached the broker that is asked.
    private static readonly TimeSpan UnknownTopicPatience = TimeSpan.FromSeconds(5);

    private readonly KafkaClientOptions _options;
    private readonly ILogger _logger;
    private readonly Func<MetadataRequest, CancellationToken, Task<MetadataResponse>> _ask;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _topics = [];
    private readonly AsyncSignal _wanted = new();
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource<ClusterSnapshot> _next = NewSource();
    private ClusterSnapshot _current = ClusterSnapshot.Empty;
    private Task _loop = Task.CompletedTask;

    public ClusterMetadata(
        KafkaClientOptions options,
        ILogger logger,
        Func<MetadataRequest, CancellationToken, Task<MetadataResponse>> ask)
    {
        _options = options;
        _logger = logger;
        _ask = ask;
    }

    /// <summary>Called after each renewal, from the loop; must not block.</summary>
    public event Action? Changed;

    public ClusterSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Learns the brokers; throws when none answers.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await RenewAsync(ct);
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Asks for a renewal soon, without waiting.</summary>
    public void Invalidate() => _wanted.Set();

    /// <summary>Has the topics renewed with everything else from now on.</summary>
    public void Track(IEnumerable<string> topics)
    {
        bool isNew = false;
        lock (_gate)
        {
            foreach (string topic in topics)
                isNew |= _topics.Add(topic);
        }

        if (isNew)
            _wanted.Set();
    }

    /// <summary>A snapshot taken after this call.</summary>
    /// <exception cref="KafkaException">No broker answered, or none in time; another call may succeed.</exception>
    public async Task<ClusterSnapshot> RefreshAsync(CancellationToken ct)
    {
        Task<ClusterSnapshot> next;
        lock (_gate)
            next = _next.Task;

        _wanted.Set();
        try
        {
            return await next.WaitAsync(_options.RequestTimeout, _options.Time, ct);
        }
        catch (TimeoutException late)
        {
            throw new KafkaException(ErrorCode.RequestTimedOut, "No broker told of brokers and topics in time", late);
        }
    }

    /// <summary>The topic, asking for it until it is there.</summary>
    /// <exception cref="KafkaException">The topic does not exist, or may not be seen.</exception>
    public async ValueTask<TopicInfo> GetTopicAsync(string topic, CancellationToken ct)
    {
        if (Current.Topics.TryGetValue(topic, out TopicInfo? known) && known.Error == ErrorCode.None)
            return known;

        lock (_gate)
            _topics.Add(topic);

        long started = _options.Time.GetTimestamp();
        for (int failures = 1; ; failures++)
        {
            ErrorCode error = ErrorCode.NetworkException;
            Exception? cause = null;
            try
            {
                ClusterSnapshot snapshot = await RefreshAsync(ct);
                error = ErrorCode.UnknownTopicOrPartition;
                if (snapshot.Topics.TryGetValue(topic, out TopicInfo? found))
                {
                    if (found.Error == ErrorCode.None)
                        return found;

                    error = found.Error;
                }
            }
            catch (KafkaException renewal) when (renewal.IsRetriable)
            {
                cause = renewal;
            }

            TimeSpan waited = _options.Time.GetElapsedTime(started);
            TimeSpan patience = error == ErrorCode.UnknownTopicOrPartition
                ? UnknownTopicPatience
                : _options.RequestTimeout;
            if (!ErrorTable.IsRetriable(error) || waited > patience)
            {
                Forget(topic);
                throw new KafkaException(error, $"Topic '{topic}' cannot be used", cause);
            }

            await Task.Delay(Backoff.For(_options, failures), _options.Time, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _loop;
        TaskCompletionSource<ClusterSnapshot> next;
        lock (_gate)
            next = _next;

        next.TrySetException(new ObjectDisposedException(nameof(KafkaClient)));
    }

    private void Forget(string topic)
    {
        lock (_gate)
            _topics.Remove(topic);
    }

    private async Task LoopAsync()
    {
        int failures = 0;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                TimeSpan age = IsTopicMissing() ? MissingTopicAge : _options.MetadataMaxAge;
                await _wanted.WaitAsync(age, _options.Time, _ended.Token);
                await RenewAsync(_ended.Token);
                failures = 0;

                // However many ask, one renewal a pause is enough.
                await Task.Delay(_options.MinBackoff, _options.Time, _ended.Token);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is KafkaException or OperationCanceledException)
            {
                failures++;
                LogFailed(_logger, failures, error);
                _wanted.Set();
                await Task.Delay(Backoff.For(_options, failures), _options.Time, _ended.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool IsTopicMissing()
    {
        ClusterSnapshot current = Current;
        lock (_gate)
        {
            foreach (string topic in _topics)
            {
                if (!current.Topics.TryGetValue(topic, out TopicInfo? info) || info.Error != ErrorCode.None)
                    return true;
            }
        }

        return false;
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        TaskCompletionSource<ClusterSnapshot> waiting;
        MetadataRequest request;
        lock (_gate)
        {
            waiting = _next;
            _next = NewSource();
            request = new MetadataRequest
            {
                Topics = [.. _topics.Select(topic => new MetadataRequest.MetadataRequestTopic { Name = topic })],
            };
        }

        try
        {
            MetadataResponse response = await _ask(request, ct);
            ClusterSnapshot snapshot = SnapshotReader.Read(response, Current);
            Volatile.Write(ref _current, snapshot);
            waiting.TrySetResult(snapshot);
        }
        catch (Exception error)
        {
            waiting.TrySetException(error);
            _ = waiting.Task.Exception; // nobody may be waiting
            throw;
        }

        Changed?.Invoke();
    }

    private static TaskCompletionSource<ClusterSnapshot> NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(20, LogLevel.Warning, "Metadata could not be renewed, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, int attempt, Exception error);
}
