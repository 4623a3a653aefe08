using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>What the broker said of one batch, or that it said nothing.</summary>
/// <param name="Error">The code; <see cref="ErrorCode.NetworkException"/> when there was no answer.</param>
/// <param name="BaseOffset">Offset of the first record; -1 when unknown.</param>
/// <param name="LogAppendTimeMs">The broker's timestamp on log-append-time topics; -1 otherwise.</param>
/// <param name="Message">What the broker added; null for nothing.</param>
/// <param name="Cause">The error on this side; null when the broker answered.</param>
internal readonly record struct BatchOutcome(
    ErrorCode Error, long BaseOffset = -1, long LogAppendTimeMs = -1, string? Message = null, Exception? Cause = null);
