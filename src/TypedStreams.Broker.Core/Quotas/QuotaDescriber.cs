// Answers DescribeClientQuotas: the quotas whose entities look as the filter says.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DescribeClientQuotasRequest;
using static TypedStreams.Protocol.Messages.DescribeClientQuotasResponse;

namespace TypedStreams.Broker.Core.Quotas;

/// <summary>Lists quotas.</summary>
public static class QuotaDescriber
{
    private const sbyte Exact = 0;
    private const sbyte OfDefault = 1;
    private const sbyte OfAny = 2;

    /// <summary>The quotas that match, or why the filter is none.</summary>
    public static DescribeClientQuotasResponse Describe(QuotaTable table, DescribeClientQuotasRequest request)
    {
        if (Check(request.Components) is ({ } message, var error))
        {
            return new DescribeClientQuotasResponse { ErrorCode = error, ErrorMessage = message, Entries = null };
        }

        var response = new DescribeClientQuotasResponse { ErrorMessage = null, Entries = [] };
        foreach ((QuotaEntity entity, var quotas) in table.Entries)
        {
            if (Matches(entity, request))
            {
                response.Entries.Add(new EntryData
                {
                    Entity = [.. entity.Parts().Select(
                        part => new EntityData { EntityType = part.Type, EntityName = part.Name })],
                    Values = [.. quotas.Select(quota => new ValueData { Key = quota.Key, Value = quota.Value })],
                });
            }
        }

        return response;
    }

    private static bool Matches(QuotaEntity entity, DescribeClientQuotasRequest request) =>
        (!request.Strict || entity.Parts().Count() == request.Components.Count)
        && request.Components.TrueForAll(wanted => entity.PartOf(wanted.EntityType) is { } part
            && (wanted.MatchType == OfAny || part == (wanted.MatchType == Exact ? wanted.Match : QuotaEntity.Default)));

    private static (string? Message, ErrorCode Error) Check(List<ComponentData> components)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (ComponentData component in components)
        {
            string type = component.EntityType;
            if (type.Length == 0 || !types.Add(type))
            {
                return (
                    type.Length == 0 ? "Invalid empty entity type." : $"Entity type {type} is named more than once.",
                    ErrorCode.InvalidRequest);
            }

            if (type is not (QuotaEntity.UserType or QuotaEntity.ClientIdType or QuotaEntity.IpType))
            {
                return (
                    $"Unsupported entity type {type}; user, client-id and ip are known.",
                    ErrorCode.UnsupportedVersion);
            }

            if (CheckMatch(component) is { } fault)
            {
                return (fault, ErrorCode.InvalidRequest);
            }
        }

        return types.Contains(QuotaEntity.IpType) && types.Count > 1
            ? ("An ip has no user and no client id: ask for it alone.", ErrorCode.InvalidRequest)
            : (null, ErrorCode.None);
    }

    private static string? CheckMatch(ComponentData component) => component.MatchType switch
    {
        Exact => component.Match is null ? "An exact match (0) needs a name." : null,
        OfDefault or OfAny => component.Match is null ? null : "Only an exact match (0) has a name.",
        _ => $"Match type {component.MatchType} is not known; 0 is exact, 1 the default, 2 any.",
    };
}
