// The quotas of a cluster as the metadata log tells them, and which of them holds for a client.
// Immutable. LimitOf follows Kafka's order of precedence, each kind of quota for itself: the user with the client id
// first, then the user, then the default user with the client id, then the default user, then the client id.
using System.Collections.Immutable;

namespace TypedStreams.Broker.Core.Quotas;

/// <summary>All quotas of a cluster. Immutable; safe to read from any thread.</summary>
public sealed class QuotaTable
{
    private QuotaTable(ImmutableSortedDictionary<QuotaEntity, ImmutableSortedDictionary<string, double>> entries)
    {
        Entries = entries;
        LimitsIps = entries.Keys.Any(entity => entity.Ip is not null);
        LimitsClients = entries.Keys.Any(entity => entity.Ip is null);
    }

    /// <summary>No quotas.</summary>
    public static QuotaTable Empty { get; } =
        new(ImmutableSortedDictionary<QuotaEntity, ImmutableSortedDictionary<string, double>>.Empty);

    /// <summary>The quotas by entity; an entity without quotas is not there.</summary>
    public ImmutableSortedDictionary<QuotaEntity, ImmutableSortedDictionary<string, double>> Entries { get; }

    /// <summary>Whether users or client ids have quotas: whether requests must be looked at.</summary>
    public bool LimitsClients { get; }

    /// <summary>Whether addresses have quotas: whether connections must be looked at.</summary>
    public bool LimitsIps { get; }

    /// <summary>The table with a quota set, or removed when the value is null.</summary>
    public QuotaTable With(QuotaEntity entity, string quota, double? value)
    {
        ImmutableSortedDictionary<string, double> quotas = Of(entity);
        quotas = value is { } limit ? quotas.SetItem(quota, limit) : quotas.Remove(quota);
        return new QuotaTable(quotas.IsEmpty ? Entries.Remove(entity) : Entries.SetItem(entity, quotas));
    }

    /// <summary>The quotas of exactly this entity.</summary>
    public ImmutableSortedDictionary<string, double> Of(QuotaEntity entity) =>
        Entries.GetValueOrDefault(entity) ?? ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// The quota of a kind that holds for a client, with the bucket that it shares with others of the same user or the
    /// same client id; null when it is not limited.
    /// </summary>
    public QuotaLimit? LimitOf(string quota, string user, string clientId)
    {
        const string Any = QuotaEntity.Default;
        QuotaBucket both = new(quota, user, clientId);
        QuotaBucket ofUser = new(quota, user, null);
        QuotaBucket ofClient = new(quota, null, clientId);
        return Find(user, clientId, both)
            ?? Find(user, Any, both)
            ?? Find(user, null, ofUser)
            ?? Find(Any, clientId, both)
            ?? Find(Any, Any, both)
            ?? Find(Any, null, ofUser)
            ?? Find(null, clientId, ofClient)
            ?? Find(null, Any, ofClient);
    }

    /// <summary>
    /// The connections a second that an address may open, by its own name or those of its host, else by the default;
    /// null when it is not limited.
    /// </summary>
    public QuotaLimit? LimitOfIp(string address, IEnumerable<string> hostNames)
    {
        var bucket = new QuotaBucket(QuotaKinds.Connections, null, address);
        foreach (string name in hostNames.Prepend(address).Append(QuotaEntity.Default))
        {
            if (Of(new QuotaEntity(null, null, name)).TryGetValue(QuotaKinds.Connections, out double bound))
            {
                return new QuotaLimit(bucket, bound);
            }
        }

        return null;
    }

    private QuotaLimit? Find(string? user, string? clientId, QuotaBucket bucket) =>
        Entries.TryGetValue(
            new QuotaEntity(user, clientId, null), out ImmutableSortedDictionary<string, double>? quotas)
        && quotas.TryGetValue(bucket.Quota, out double bound)
            ? new QuotaLimit(bucket, bound)
            : null;
}

/// <summary>Who shares a quota.</summary>
/// <param name="Quota">Which quota.</param>
/// <param name="User">The user; null when all users of the client id share it.</param>
/// <param name="ClientId">The client id, or for connections the address; null when all of the user share it.</param>
public readonly record struct QuotaBucket(string Quota, string? User, string? ClientId);

/// <summary>A quota that holds for somebody.</summary>
/// <param name="Bucket">Who shares it.</param>
/// <param name="Bound">The limit, in the quota's unit a second.</param>
public readonly record struct QuotaLimit(QuotaBucket Bucket, double Bound);
