using System.Diagnostics;
using TypedStreams.Protocol.Records;
using TypedStreams.Telemetry;

namespace TypedStreams.Producing;

/// <summary>Send options as the client takes them.</summary>
internal static class ClientOptions
{
    /// <summary>What a message of a pipeline is sent with: the trace of the handler that returned it.</summary>
    /// <param name="framing">What the message's form says of its schema; null for nothing.</param>
    internal static Client.SendOptions OfHandler(IReadOnlyList<RecordHeader>? framing) =>
        Of(OfHandler(), framing);

    /// <summary>The trace of the handler that runs, as what a send chooses.</summary>
    internal static SendOptions OfHandler() => Instruments.Source.HasListeners() && Activity.Current is { } activity
        ? new SendOptions { Headers = Instruments.Propagated(activity) }
        : default;

    /// <param name="options">What the send chooses.</param>
    /// <param name="framing">What the message's form says of its schema; null for nothing.</param>
    internal static Client.SendOptions Of(SendOptions options, IReadOnlyList<RecordHeader>? framing = null) => new()
    {
        Partition = options.Partition,
        Timestamp = options.Timestamp,
        Headers = options.Headers is { Count: > 0 } headers
            ? [.. headers.Select(header => new RecordHeader(header.Name, header.Value)), .. framing ?? []]
            : framing,
    };
}
