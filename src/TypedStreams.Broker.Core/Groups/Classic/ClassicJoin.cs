using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups.Classic;

/// <summary>One join on its way through the handlers.</summary>
internal readonly record struct ClassicJoin(
    Group Group,
    JoinGroupRequest Request,
    List<MemberProtocol> Protocols,
    JoinCaller Caller,
    ReplyToken Token)
{
    // Version 0 has no rebalance timeout: the session timeout serves for both.
    internal int RebalanceTimeoutMs =>
        Request.RebalanceTimeoutMs >= 0 ? Request.RebalanceTimeoutMs : Request.SessionTimeoutMs;
}
