namespace TypedStreams.Broker.Core.Groups;

/// <summary>
/// What a member that speaks the classic protocol keeps of it inside a consumer group (KIP-848): how long it may be
/// silent, in milliseconds, and the protocols it offers, most preferred first. Never empty of protocols.
/// </summary>
internal sealed record ClassicTraits(int SessionTimeoutMs, List<MemberProtocol> Protocols)
{
    /// <summary>The protocol under which its subscription and its assignment are written.</summary>
    internal MemberProtocol Preferred => Protocols[0];

    /// <summary>Whether the other has the same, byte by byte.</summary>
    internal bool Says(ClassicTraits? other) =>
        other is not null
        && SessionTimeoutMs == other.SessionTimeoutMs
        && Protocols.Count == other.Protocols.Count
        && Protocols.Zip(other.Protocols).All(static pair =>
            pair.First.Name == pair.Second.Name
            && pair.First.Metadata.Span.SequenceEqual(pair.Second.Metadata.Span));

    internal bool Speaks(string protocol) => Protocols.Exists(offered => offered.Name == protocol);
}
