// The group APIs: each request goes to the coordinator of its group; answers come from its core.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DeleteGroupsResponse;
using static TypedStreams.Protocol.Messages.DescribeGroupsResponse;
using static TypedStreams.Protocol.Messages.ListGroupsResponse;
using ConsumersDescribed = TypedStreams.Protocol.Messages.ConsumerGroupDescribeResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class GroupHandlers(
    GroupCoordinators coordinators, MetadataService metadata, ShareGroupHandlers shareGroups)
{
    private const int AllOperationsUnknown = int.MinValue;

    internal async ValueTask<JoinGroupResponse?> JoinAsync(JoinGroupRequest request, RequestContext context)
    {
        if (coordinators.Find(request.GroupId) is not { } host)
        {
            return new JoinGroupResponse { ErrorCode = ErrorCode.NotCoordinator, ProtocolName = "" };
        }

        string prefix = request.GroupInstanceId ?? context.ClientId;
        var caller = new JoinCaller(
            context.ClientId, context.ClientHost, context.Version, FreshMemberId: $"{prefix}-{Guid.NewGuid()}");
        return await host.AskAsync<JoinGroupResponse>(
            (core, token, now, effects) => core.JoinRequested(request, caller, metadata.Image, token, now, effects));
    }

    internal async ValueTask<SyncGroupResponse?> SyncAsync(SyncGroupRequest request, RequestContext context) =>
        coordinators.Find(request.GroupId) is { } host
            ? await host.AskAsync<SyncGroupResponse>(
                (core, token, now, effects) => core.SyncRequested(
                    request, context.Version, metadata.Image, token, now, effects))
            : new SyncGroupResponse { ErrorCode = ErrorCode.NotCoordinator };

    internal async ValueTask<HeartbeatResponse?> HeartbeatAsync(HeartbeatRequest request, RequestContext context) =>
        coordinators.Find(request.GroupId) is { } host
            ? await host.AskAsync<HeartbeatResponse>(
                (core, token, now, effects) => core.HeartbeatReceived(request, metadata.Image, token, now, effects))
            : new HeartbeatResponse { ErrorCode = ErrorCode.NotCoordinator };

    internal async ValueTask<LeaveGroupResponse?> LeaveAsync(LeaveGroupRequest request, RequestContext context) =>
        coordinators.Find(request.GroupId) is { } host
            ? await host.AskAsync<LeaveGroupResponse>(
                (core, token, now, effects) => core.LeaveRequested(request, context.Version, token, now, effects))
            : new LeaveGroupResponse { ErrorCode = ErrorCode.NotCoordinator };

    internal async ValueTask<ConsumerGroupHeartbeatResponse?> ConsumerHeartbeatAsync(
        ConsumerGroupHeartbeatRequest request, RequestContext context)
    {
        if (coordinators.Find(request.GroupId) is not { } host)
        {
            return new ConsumerGroupHeartbeatResponse { ErrorCode = ErrorCode.NotCoordinator };
        }

        var caller = new JoinCaller(
            context.ClientId, context.ClientHost, context.Version, FreshMemberId: Guid.NewGuid().ToString());
        return await host.AskAsync<ConsumerGroupHeartbeatResponse>((core, token, now, effects) =>
            core.ConsumerHeartbeatReceived(request, caller, metadata.Image, token, now, effects));
    }

    internal async ValueTask<ConsumersDescribed?> DescribeConsumersAsync(
        ConsumerGroupDescribeRequest request, RequestContext context)
    {
        var response = new ConsumersDescribed();
        foreach (string groupId in request.GroupIds)
        {
            response.Groups.Add(coordinators.Find(groupId) is { } host
                ? await host.QueryAsync((core, _) => core.DescribeConsumers(groupId, metadata.Image))
                : new GroupCoordinator(new GroupOptions()).DescribeConsumers(groupId, metadata.Image));
        }

        return response;
    }

    internal async ValueTask<DescribeGroupsResponse?> DescribeAsync(
        DescribeGroupsRequest request, RequestContext context)
    {
        var response = new DescribeGroupsResponse();
        foreach (string groupId in request.Groups)
        {
            DescribedGroup described = coordinators.Find(groupId) is { } host
                ? await host.QueryAsync((core, _) => core.Describe(groupId, context.Version))
                : new GroupCoordinator(new GroupOptions()).Describe(groupId, context.Version);
            described.AuthorizedOperations = AllOperationsUnknown;
            response.Groups.Add(described);
        }

        return response;
    }

    internal async ValueTask<ListGroupsResponse?> ListAsync(ListGroupsRequest request, RequestContext context)
    {
        var response = new ListGroupsResponse();
        foreach (CoordinatorHost host in coordinators.All)
        {
            List<ListedGroup> groups = await host.QueryAsync(
                (core, _) => core.List(request.StatesFilter, request.TypesFilter).ToList());
            response.Groups.AddRange(groups);
            response.Groups.AddRange(await host.Shares.QueryAsync(
                (core, _) => core.List(request.StatesFilter, request.TypesFilter).ToList()));
        }

        return response;
    }

    internal async ValueTask<DeleteGroupsResponse?> DeleteAsync(DeleteGroupsRequest request, RequestContext context)
    {
        var response = new DeleteGroupsResponse();
        foreach (string groupId in request.GroupsNames)
        {
            response.Results.Add(coordinators.Find(groupId) is { } host
                ? await DeleteAsync(host, groupId)
                : new DeletableGroupResult { GroupId = groupId, ErrorCode = ErrorCode.NotCoordinator });
        }

        return response;
    }

    private async Task<DeletableGroupResult> DeleteAsync(CoordinatorHost host, string groupId) =>
        await host.Shares.QueryAsync((core, _) => core.Has(groupId))
            ? new DeletableGroupResult
            {
                GroupId = groupId,
                ErrorCode = await shareGroups.DeleteGroupAsync(host, groupId),
            }
            : await host.AskAsync<DeletableGroupResult>(
                (core, token, now, effects) => core.DeleteRequested(groupId, token, now, effects));

    internal async ValueTask<OffsetDeleteResponse?> DeleteOffsetsAsync(
        OffsetDeleteRequest request, RequestContext context) =>
        coordinators.Find(request.GroupId) is { } host
            ? await host.AskAsync<OffsetDeleteResponse>(
                (core, token, now, effects) => core.OffsetDeleteRequested(request, token, now, effects))
            : new OffsetDeleteResponse { ErrorCode = ErrorCode.NotCoordinator };
}
