// Who used how much of which quota, on the shards: each bucket lives on the shard that its name falls to, so that
// clients of one quota meet there and nowhere else. A cluster without quotas asks nothing but whether it has any.
// Owns the buckets; decides nothing, the cores do.
using System.Net;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Quotas;

internal sealed class ClientQuotas
{
    /// <summary>The principal of every client: there are no users yet.</summary>
    internal const string User = "ANONYMOUS";

    private readonly MetadataService _metadata;
    private readonly ShardSet _shards;
    private readonly QuotaBuckets[] _buckets;
    private readonly MutationBuckets _mutations;
    private readonly HostNames _hosts;
    private readonly long _windowMs;

    internal ClientQuotas(
        MetadataService metadata, ShardSet shards, BrokerConfig config, HostNames hosts, TimeProvider time)
    {
        Time = time;
        _metadata = metadata;
        _shards = shards;
        _hosts = hosts;
        _buckets = [.. shards.All.Select(_ => new QuotaBuckets(config.QuotaWindow))];
        _mutations = new MutationBuckets(config.MutationWindow);
        _windowMs = config.QuotaWindow.LeastMs;
        LongestRequestPauseMs = (int)config.QuotaWindow.SampleMs;
    }

    /// <summary>The clock that pauses go by.</summary>
    internal TimeProvider Time { get; }

    /// <summary>
    /// Longest pause for the sake of a share of the processor or of the rate of connections: one sample, as Kafka does.
    /// </summary>
    internal int LongestRequestPauseMs { get; }

    /// <summary>
    /// What a request is charged to; null when no client has a quota, which costs one volatile read. Any thread.
    /// </summary>
    internal RequestCharge? Begin(int requestBytes)
    {
        QuotaTable table = _metadata.Image.Quotas;
        return table.LimitsClients ? new RequestCharge(this, table, requestBytes) : null;
    }

    /// <summary>
    /// The quota under which a request may change the cluster; null when it is not limited. On the metadata shard.
    /// </summary>
    internal MutationQuota? MutationOf(RequestContext context, bool isStrict) =>
        context.Charge?.LimitOf(QuotaKinds.ControllerMutations, context.ClientId) is { } limit
            ? _mutations.Of(limit, isStrict, _shards.Metadata.NowMs)
            : null;

    /// <summary>Adds what was used; returns the milliseconds to wait. Any thread.</summary>
    internal Task<int> ChargeAsync(QuotaLimit limit, double amount)
    {
        int index = IndexOf(limit.Bucket);
        Shard shard = _shards.All[index];
        return shard.AskAsync(() => _buckets[index].Charge(limit, amount, shard.NowMs));
    }

    /// <summary>
    /// Adds what will be used unless it is too much; returns the milliseconds to wait and whether it may not be used.
    /// Any thread.
    /// </summary>
    internal Task<(int PauseMs, bool IsRefused)> ChargeWithinAsync(QuotaLimit limit, double amount)
    {
        int index = IndexOf(limit.Bucket);
        Shard shard = _shards.All[index];
        return shard.AskAsync(() =>
        {
            int pauseMs = _buckets[index].ChargeWithin(limit, amount, shard.NowMs, out bool isRefused);
            return (pauseMs, isRefused);
        });
    }

    /// <summary>Adds what was used; nobody waits for it. Any thread.</summary>
    internal void Note(QuotaLimit limit, double amount)
    {
        int index = IndexOf(limit.Bucket);
        Shard shard = _shards.All[index];
        shard.Post(() => _buckets[index].Charge(limit, amount, shard.NowMs));
    }

    /// <summary>
    /// Most bytes that one answer may hold under a limit: what the quota gives in a window, else a client with room for
    /// more would be kept waiting for minutes after one answer.
    /// </summary>
    internal int MostBytes(QuotaLimit limit) => (int)Math.Clamp(limit.Bound * _windowMs / 1_000, 1, int.MaxValue);

    /// <summary>
    /// Milliseconds until a connection that is one too many is closed; 0 when it is served. Any thread.
    /// </summary>
    internal async ValueTask<int> AdmitAsync(IPEndPoint? client)
    {
        QuotaTable table = _metadata.Image.Quotas;
        if (!table.LimitsIps || client is not { Address: var peer })
        {
            return 0;
        }

        string address = (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).ToString();
        if (table.LimitOfIp(address, _hosts.NamesOf(address)) is not { } limit)
        {
            return 0;
        }

        (int pauseMs, _) = await ChargeWithinAsync(limit, amount: 1);
        return Math.Min(pauseMs, LongestRequestPauseMs);
    }

    private int IndexOf(QuotaBucket bucket) => (int)((uint)bucket.GetHashCode() % (uint)_buckets.Length);
}
