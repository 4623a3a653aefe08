using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>One member of a classic group: who it is, what it can speak, what it waits for.</summary>
internal sealed class GroupMember
{
    internal required string MemberId { get; set; }

    internal string? GroupInstanceId { get; init; }

    internal required string ClientId { get; set; }

    internal required string ClientHost { get; set; }

    internal required string ProtocolType { get; init; }

    internal required int SessionTimeoutMs { get; set; }

    internal required int RebalanceTimeoutMs { get; set; }

    /// <summary>The protocols the member offers, most preferred first, with its subscription under each.</summary>
    internal required List<MemberProtocol> Protocols { get; set; }

    internal ReadOnlyMemory<byte> Assignment { get; set; }

    internal ReplyToken? AwaitingJoin { get; set; }

    /// <summary>The version of the join that waits, for the shape of its answer.</summary>
    internal short JoinVersion { get; set; }

    internal ReplyToken? AwaitingSync { get; set; }

    internal GroupTimer? SessionTimer { get; set; }

    internal bool HasProtocols(List<MemberProtocol> others)
    {
        if (Protocols.Count != others.Count)
        {
            return false;
        }

        for (int i = 0; i < others.Count; i++)
        {
            if (Protocols[i].Name != others[i].Name
                || !Protocols[i].Metadata.Span.SequenceEqual(others[i].Metadata.Span))
            {
                return false;
            }
        }

        return true;
    }

    internal ReadOnlyMemory<byte> MetadataFor(string protocol)
    {
        foreach (MemberProtocol offered in Protocols)
        {
            if (offered.Name == protocol)
            {
                return offered.Metadata;
            }
        }

        return default;
    }
}

/// <summary>A protocol (assignor) a member offers, and its opaque subscription.</summary>
internal readonly record struct MemberProtocol(string Name, ReadOnlyMemory<byte> Metadata);
