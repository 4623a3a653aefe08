// The way to a coordinator, of a group or of a transactional id: finds it, keeps a connection to it, and finds it anew
// when it has moved. A consumer's has connections of its own, because a join that waits would hold up everything behind
// it; a producer's shares the producer's, because a transaction does one thing after the other anyway.
using System.Runtime.CompilerServices;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Asks the coordinator of one group or transactional id. Safe from any thread.</summary>
internal sealed class CoordinatorLink(
    ClusterLink link, CoordinatorKind kind, string key, ConnectionPool? shared = null) : IAsyncDisposable
{
    // Version 7 waits for open transactions (KIP-447); from 8 on for several groups, from 10 on for topic ids.
    private const short OffsetFetchStable = 7;
    private const short OffsetCommitCap = 9;

    private readonly ConnectionPool _connections = shared ?? link.NewPool();
    private volatile StrongBox<BrokerAddress>? _address;

    public string GroupId => key;

    /// <summary>The connection to the coordinator, which is looked up when it is not known.</summary>
    /// <exception cref="KafkaException">The coordinator is not known, or cannot be reached.</exception>
    public async Task<BrokerConnection> ConnectAsync(CancellationToken ct)
    {
        try
        {
            StrongBox<BrokerAddress> address = _address
                ??= new StrongBox<BrokerAddress>(await link.FindCoordinatorAsync(kind, key, ct));
            return await _connections.GetAsync(address.Value, ct);
        }
        catch (KafkaException error) when (error.IsRetriable)
        {
            Forget();
            throw;
        }
    }

    public async Task<TResponse> AskAsync<TRequest, TResponse>(
        IRequest<TRequest, TResponse> request,
        CancellationToken ct,
        TimeSpan? timeout = null,
        short floor = 0,
        short cap = short.MaxValue)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        try
        {
            BrokerConnection connection = await ConnectAsync(ct);
            return await connection.SendAsync(request, floor, cap, timeout, ct);
        }
        catch (KafkaException error) when (error.IsRetriable)
        {
            Forget();
            throw;
        }
    }

    /// <summary>Has the coordinator looked up again before the next request.</summary>
    public void Forget() => _address = null;

    /// <summary>Throws for an error; one that shows the coordinator moved has it looked up again.</summary>
    public void Check(ErrorCode error, string what)
    {
        if (error == ErrorCode.None)
            return;

        if (error is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
            Forget();

        throw new KafkaException(error, what);
    }

    public Task<IReadOnlyDictionary<TopicPartition, CommittedOffset>> FetchOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken ct) => link.RetryAsync(
        token => GroupOffsets.FetchAsync(
            async request =>
            {
                // Offsets of a transaction that is still open are waited for: a position that its end may still move
                // would have records handled twice.
                request.RequireStable = true;
                OffsetFetchResponse response = await AskAsync(
                    request, token, floor: OffsetFetchStable, cap: OffsetFetchStable);
                if (response.ErrorCode is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
                    Forget();
                return response;
            },
            key,
            partitions),
        ct);

    public Task CommitAsync(OffsetCommitRequest request, CancellationToken ct) => link.RetryAsync(
        async token =>
        {
            OffsetCommitResponse response = await AskAsync(request, token, floor: 2, cap: OffsetCommitCap);
            bool hasMoved = response.Topics.Exists(topic => topic.Partitions.Exists(partition =>
                partition.ErrorCode is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable));
            if (hasMoved)
                Forget();

            GroupOffsets.Check(response, key);
            return true;
        },
        ct);

    public ValueTask DisposeAsync() => shared is null ? _connections.DisposeAsync() : default;
}
