namespace TypedStreams.Broker.Core.Groups;

/// <summary>Who sent a request, as far as a group keeps it.</summary>
/// <param name="ClientId">The client id of the request header; empty when it sent none.</param>
/// <param name="ClientHost">The peer's address, with a leading slash as Kafka shows it.</param>
/// <param name="ApiVersion">The version of the request.</param>
/// <param name="FreshMemberId">A member id never used before, should the core need one.</param>
public readonly record struct JoinCaller(string ClientId, string ClientHost, short ApiVersion, string FreshMemberId);
