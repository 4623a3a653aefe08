// Requests that describe or change quotas. A change goes to the controller core once the names of hosts are looked up.
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Quotas;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Handlers;

internal sealed class QuotaHandlers(MetadataService metadata, HostNames hosts)
{
    // So many names of a request are looked up; the names behind them count as unknown.
    private const int MaxNames = 100;

    internal ValueTask<DescribeClientQuotasResponse?> DescribeAsync(
        DescribeClientQuotasRequest request, RequestContext context) =>
        new(QuotaDescriber.Describe(metadata.Image.Quotas, request));

    internal async ValueTask<AlterClientQuotasResponse?> AlterAsync(
        AlterClientQuotasRequest request, RequestContext context)
    {
        await hosts.FindAsync(request.Entries
            .SelectMany(entry => entry.Entity)
            .Where(part => part.EntityType == QuotaEntity.IpType)
            .Select(part => part.EntityName)
            .OfType<string>()
            .Take(MaxNames));
        return await metadata.ChangeAsync(
            image => ClusterController.AlterClientQuotas(image, request, hosts.IsKnown));
    }
}
