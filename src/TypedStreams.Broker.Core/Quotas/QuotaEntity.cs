namespace TypedStreams.Broker.Core.Quotas;

/// <summary>
/// What a quota is for. Each part is null when the entity has none of the kind, <see cref="Default"/> for all that have
/// no quota of their own, else a name.
/// </summary>
/// <param name="User">The principal's name.</param>
/// <param name="ClientId">The name that a client gives itself.</param>
/// <param name="Ip">The peer's address or host name; never together with the others.</param>
public readonly record struct QuotaEntity(string? User, string? ClientId, string? Ip) : IComparable<QuotaEntity>
{
    /// <summary>Stands for all of a kind; no name is empty (Kafka refuses those).</summary>
    public const string Default = "";

    /// <summary>The kind of entity that names a principal.</summary>
    public const string UserType = "user";

    /// <summary>The kind of entity that names a client.</summary>
    public const string ClientIdType = "client-id";

    /// <summary>The kind of entity that names an address.</summary>
    public const string IpType = "ip";

    /// <summary>The part of a kind; null when there is none, or the kind is not known.</summary>
    public string? PartOf(string type) => type switch
    {
        UserType => User,
        ClientIdType => ClientId,
        IpType => Ip,
        _ => null,
    };

    /// <summary>The entity with one part more. The type is one of the three.</summary>
    public QuotaEntity With(string type, string part) => type switch
    {
        UserType => this with { User = part },
        ClientIdType => this with { ClientId = part },
        _ => this with { Ip = part },
    };

    /// <summary>The parts that there are: kind, and the name as the wire has it, null for the default.</summary>
    public IEnumerable<(string Type, string? Name)> Parts()
    {
        foreach (string type in new[] { UserType, ClientIdType, IpType })
        {
            if (PartOf(type) is { } part)
            {
                yield return (type, part.Length == 0 ? null : part);
            }
        }
    }

    /// <inheritdoc/>
    public int CompareTo(QuotaEntity other)
    {
        int order = string.CompareOrdinal(User, other.User);
        order = order != 0 ? order : string.CompareOrdinal(ClientId, other.ClientId);
        return order != 0 ? order : string.CompareOrdinal(Ip, other.Ip);
    }
}
