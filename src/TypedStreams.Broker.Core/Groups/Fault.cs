using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>Why a request is refused.</summary>
internal readonly record struct Fault(ErrorCode Error, string Message);
