// The way to a group's coordinator: finds it, keeps a connection of its own to it (a join that waits would hold up
// everything behind it), and finds it anew when it has moved.
using System.Runtime.CompilerServices;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Asks the coordinator of one group. Safe from any thread.</summary>
internal sealed class CoordinatorLink(ClusterLink link, string groupId) : IAsyncDisposable
{
    // Versions from 8 on are for several groups, from 10 on for topic ids.
    private const short OffsetFetchFloor = 2;
    private const short OffsetFetchStable = 7;
    private const short OffsetCommitCap = 9;

    private readonly ConnectionPool _connections = link.NewPool();
    private volatile StrongBox<BrokerAddress>? _address;

    public string GroupId => groupId;

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
            StrongBox<BrokerAddress> address = _address
                ??= new StrongBox<BrokerAddress>(await link.FindGroupCoordinatorAsync(groupId, ct));
            BrokerConnection connection = await _connections.GetAsync(address.Value, ct);
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
                // Offsets of a transaction that is still open are waited for (KIP-447), where the broker can.
                OffsetFetchResponse response = await AskAsync(
                    request, token, floor: OffsetFetchFloor, cap: OffsetFetchStable);
                if (response.ErrorCode is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
                    Forget();
                return response;
            },
            groupId,
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

            GroupOffsets.Check(response, groupId);
            return true;
        },
        ct);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}
