// AlterClientQuotas: quotas of users, client ids and addresses. An entity is changed whole or not at all; the entities
// of one request are independent of each other.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.AlterClientQuotasRequest;

namespace TypedStreams.Broker.Core.Controller;

public sealed partial class ClusterController
{
    /// <summary>Changes quotas; each entity is answered for itself.</summary>
    /// <param name="image">The newest image.</param>
    /// <param name="request">What to change.</param>
    /// <param name="isHost">Whether a name is an address or that of a host that can be found.</param>
    public static ControllerResult<AlterClientQuotasResponse> AlterClientQuotas(
        ClusterImage image, AlterClientQuotasRequest request, Func<string, bool> isHost)
    {
        var records = new List<object>();
        var response = new AlterClientQuotasResponse();
        List<(QuotaEntity Entity, string? Fault)> asked = request.Entries.ConvertAll(
            entry => ReadEntity(entry.Entity, isHost));
        HashSet<QuotaEntity> repeated = Repeated(asked.Select(one => one.Entity));
        for (int i = 0; i < asked.Count; i++)
        {
            (QuotaEntity entity, string? fault) = asked[i];
            fault ??= repeated.Contains(entity) ? "The request names this entity more than once." : null;
            fault ??= ChangeQuotas(image, entity, request.Entries[i], records);
            response.Entries.Add(new AlterClientQuotasResponse.EntryData
            {
                ErrorCode = fault is null ? ErrorCode.None : ErrorCode.InvalidRequest,
                ErrorMessage = fault,
                Entity = request.Entries[i].Entity.ConvertAll(part => new AlterClientQuotasResponse.EntityData
                {
                    EntityType = part.EntityType,
                    EntityName = part.EntityName,
                }),
            });
        }

        return new ControllerResult<AlterClientQuotasResponse>(request.ValidateOnly ? [] : records, response);
    }

    private static (QuotaEntity Entity, string? Fault) ReadEntity(List<EntityData> parts, Func<string, bool> isHost)
    {
        var entity = default(QuotaEntity);
        foreach (EntityData part in parts)
        {
            string type = part.EntityType;
            string? fault = type is not (QuotaEntity.UserType or QuotaEntity.ClientIdType or QuotaEntity.IpType)
                ? $"Unhandled client quota entity type '{type}'; user, client-id and ip are known."
                : part.EntityName?.Length == 0 ? $"Empty {type} is not supported; no name stands for the default."
                : entity.PartOf(type) is not null ? $"The entity has more than one {type}."
                : null;
            if (fault is not null)
            {
                return (entity, fault);
            }

            entity = entity.With(type, part.EntityName ?? QuotaEntity.Default);
        }

        return (entity, CheckEntity(entity, isHost));
    }

    private static string? CheckEntity(QuotaEntity entity, Func<string, bool> isHost)
    {
        if (entity == default)
        {
            return "Invalid empty client quota entity: give a user, a client-id, both, or an ip.";
        }

        if (entity.Ip is null)
        {
            return null;
        }

        return entity.User is not null || entity.ClientId is not null
            ? "Invalid quota entity combination: an ip goes with neither user nor client-id."
            : entity.Ip.Length > 0 && !isHost(entity.Ip) ? $"'{entity.Ip}' is not a valid IP or resolvable host."
            : null;
    }

    private static string? ChangeQuotas(
        ClusterImage image, QuotaEntity entity, EntryData change, List<object> records)
    {
        var present = image.Quotas.Of(entity);
        var decided = new List<object>();
        HashSet<string> repeated = Repeated(change.Ops.Select(op => op.Key));
        foreach (OpData op in change.Ops)
        {
            if (repeated.Contains(op.Key))
            {
                return $"Quota {op.Key} is named more than once.";
            }

            if (!op.Remove && QuotaKinds.Check(entity, op.Key, op.Value) is { } fault)
            {
                return fault;
            }

            bool isSet = present.TryGetValue(op.Key, out double value);
            if (op.Remove ? isSet : !isSet || value != op.Value)
            {
                decided.Add(QuotaRecord(entity, op));
            }
        }

        records.AddRange(decided);
        return null;
    }

    private static ClientQuotaRecord QuotaRecord(QuotaEntity entity, OpData op) => new()
    {
        Entity = [.. entity.Parts().Select(
            part => new ClientQuotaRecord.EntityData { EntityType = part.Type, EntityName = part.Name })],
        Key = op.Key,
        Value = op.Remove ? 0 : op.Value,
        Remove = op.Remove,
    };
}
