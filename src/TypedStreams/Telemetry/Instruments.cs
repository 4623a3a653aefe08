// The sources that OpenTelemetry (or anything else) listens to, both named TypedStreams, in the words of its semantic
// conventions for messaging. Nobody listens: one look at a flag for each message, and nothing else.

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;

namespace TypedStreams.Telemetry;

internal static class Instruments
{
    internal const string TraceParent = "traceparent";
    internal const string TraceState = "tracestate";

    private const string Name = "TypedStreams";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>Calls of handlers, in seconds.</summary>
    internal static Histogram<double> Processing { get; } = Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "Duration of handling a message.");

    /// <summary>Messages handed to handlers, each call one.</summary>
    internal static Counter<long> Consumed { get; } = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages handed to handlers.");

    /// <summary>From the call of a send to its acknowledgement, in seconds.</summary>
    internal static Histogram<double> Sending { get; } = Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "Duration of sending a message.");

    /// <summary>Messages that producers sent, those that failed included.</summary>
    internal static Counter<long> Sent { get; } = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages sent.");

    /// <summary>True when anybody listens to what handlers do.</summary>
    internal static bool IsProcessingObserved => Source.HasListeners() || Processing.Enabled || Consumed.Enabled;

    /// <summary>True when anybody listens to what producers do.</summary>
    internal static bool IsSendingObserved => Source.HasListeners() || Sending.Enabled || Sent.Enabled;

    /// <summary>What every measurement and span says.</summary>
    internal static TagList Tags(string operation, string topic) => new()
    {
        { "messaging.system", "kafka" },
        { "messaging.operation.name", operation },
        { "messaging.operation.type", operation },
        { "messaging.destination.name", topic },
    };

    /// <summary>The headers that carry a trace on to whoever handles the message; none without a trace.</summary>
    internal static MessageHeader[] Propagated(Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            return [];
        }

        var parent = new MessageHeader(TraceParent, Encoding.ASCII.GetBytes(id));
        return activity.TraceStateString is { Length: > 0 } state
            ? [parent, new MessageHeader(TraceState, Encoding.ASCII.GetBytes(state))]
            : [parent];
    }

    /// <summary>The trace that a message carries; default when it carries none.</summary>
    internal static ActivityContext ContextOf(IReadOnlyList<MessageHeader> headers)
    {
        string? parent = null;
        string? state = null;
        foreach (var header in headers)
        {
            if (header.Value is { } value)
            {
                parent = header.Name == TraceParent ? Encoding.ASCII.GetString(value.Span) : parent;
                state = header.Name == TraceState ? Encoding.ASCII.GetString(value.Span) : state;
            }
        }

        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }
}
