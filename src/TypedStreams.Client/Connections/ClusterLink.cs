// The client's own connections and the calls that any broker, the controller or a coordinator can answer. Shared by
// metadata, admin, producers and consumers. Retries what may be retried, within the request time-out.
using Microsoft.Extensions.Logging;
using TypedStreams.Client.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client.Connections;

/// <summary>Access to the cluster as a whole. Safe from any thread.</summary>
internal sealed class ClusterLink : IAsyncDisposable
{
    private readonly BrokerAddress[] _bootstrap;
    private readonly ConnectionPool _connections;
    private int _turn = Random.Shared.Next(1 << 16);

    public ClusterLink(KafkaClientOptions options)
    {
        Options = options;
        _bootstrap = BrokerAddress.ParseList(options.BootstrapServers);
        Logger = options.Loggers.CreateLogger("TypedStreams.Client");
        _connections = NewPool();
        Metadata = new ClusterMetadata(
            options, Logger, (request, ct) => AskAnyAsync(request, floor: 4, cap: 12, ct: ct));
    }

    public KafkaClientOptions Options { get; }

    public ILogger Logger { get; }

    public ClusterMetadata Metadata { get; }

    /// <summary>Connections for an owner that must not wait behind others.</summary>
    public ConnectionPool NewPool() => new(Options, Logger);

    /// <summary>Asks brokers in turn until one answers.</summary>
    /// <exception cref="KafkaException">None answered; the message names each and why.</exception>
    public async Task<TResponse> AskAnyAsync<TRequest, TResponse>(
        IRequest<TRequest, TResponse> request,
        short floor = 0,
        short cap = short.MaxValue,
        CancellationToken ct = default)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        BrokerAddress[] candidates = [.. Metadata.Current.Brokers.Values, .. _bootstrap];
        int start = Metadata.Current.Brokers.Count > 0
            ? (int)((uint)Interlocked.Increment(ref _turn) % (uint)Metadata.Current.Brokers.Count)
            : 0;
        var failures = new List<string>();
        Exception? last = null;
        foreach (BrokerAddress address in candidates[start..].Concat(candidates[..start]).Distinct())
        {
            try
            {
                return await AskAsync(address, request, floor, cap, ct);
            }
            catch (KafkaException error) when (error.IsRetriable)
            {
                failures.Add(error.Message);
                last = error;
            }
        }

        throw new KafkaException(
            ErrorCode.BrokerNotAvailable,
            $"No broker answered {TRequest.ApiKey}: {string.Join("; ", failures)}. Check BootstrapServers, and that a "
                + "broker runs there",
            last,
            KafkaErrorKind.Retriable); // a broker that starts again is away for a moment
    }

    public async Task<TResponse> AskAsync<TRequest, TResponse>(
        BrokerAddress address,
        IRequest<TRequest, TResponse> request,
        short floor = 0,
        short cap = short.MaxValue,
        CancellationToken ct = default)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        BrokerConnection connection = await _connections.GetAsync(address, ct);
        return await connection.SendAsync(request, floor, cap, timeout: null, ct);
    }

    /// <summary>
    /// Repeats <paramref name="attempt"/> while it fails with something that may pass, within the time-out.
    /// </summary>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken ct)
    {
        long started = Options.Time.GetTimestamp();
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await attempt(ct);
            }
            catch (KafkaException error) when (
                error.IsRetriable && Options.Time.GetElapsedTime(started) < Options.RequestTimeout)
            {
                await Task.Delay(Backoff.For(Options, failures), Options.Time, ct);
            }
        }
    }

    /// <summary>The broker that coordinates a group or a transactional id.</summary>
    public async Task<BrokerAddress> FindCoordinatorAsync(CoordinatorKind kind, string key, CancellationToken ct)
    {
        const short ManyKeys = 4;
        BrokerAddress[] candidates = [.. Metadata.Current.Brokers.Values, .. _bootstrap];
        Exception? last = null;
        foreach (BrokerAddress address in candidates.Distinct())
        {
            try
            {
                BrokerConnection connection = await _connections.GetAsync(address, ct);
                var request = connection.Offers(ApiKey.FindCoordinator, ManyKeys)
                    ? new FindCoordinatorRequest { CoordinatorKeys = [key], KeyType = (sbyte)kind }
                    : new FindCoordinatorRequest { Key = key, KeyType = (sbyte)kind };
                FindCoordinatorResponse response = await connection.SendAsync(request, ct: ct);
                if (response.Coordinators is [var found])
                    return Address(kind, key, found.ErrorCode, found.Host, found.Port);

                return Address(kind, key, response.ErrorCode, response.Host, response.Port);
            }
            catch (KafkaException error) when (error.Code is ErrorCode.NetworkException or ErrorCode.RequestTimedOut)
            {
                last = error;
            }
        }

        throw new KafkaException(
            ErrorCode.CoordinatorNotAvailable, $"No broker could name the coordinator of {Name(kind, key)}", last);
    }

    public async ValueTask DisposeAsync()
    {
        await Metadata.DisposeAsync();
        await _connections.DisposeAsync();
    }

    private static BrokerAddress Address(
        CoordinatorKind kind, string key, ErrorCode error, string host, int port) =>
        error == ErrorCode.None
            ? new BrokerAddress(host, port)
            : throw new KafkaException(error, $"The coordinator of {Name(kind, key)} is not known");

    private static string Name(CoordinatorKind kind, string key) =>
        kind == CoordinatorKind.Group ? $"group '{key}'" : $"transactional id '{key}'";
}
