// One operation that somebody listens to: its span, if it is sampled, and its measurements.

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace TypedStreams.Telemetry;

internal struct Observation
{
    private readonly Activity? _activity;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _count;
    private readonly long _started;
    private readonly int _messages;
    private TagList _tags;

    private Observation(
        Activity? activity, TagList tags, Histogram<double> duration, Counter<long> count, int messages = 1)
    {
        _activity = activity;
        _tags = tags;
        _duration = duration;
        _count = count;
        _messages = messages;
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>The span; null when it is not sampled.</summary>
    internal readonly Activity? Activity => _activity;

    /// <summary>A handler is called.</summary>
    internal static Observation OfProcessing(MessageContext context, string group)
    {
        var tags = Instruments.Tags("process", context.Topic);
        tags.Add("messaging.consumer.group.name", group);
        var activity = Instruments.Source.StartActivity(
            "process " + context.Topic,
            ActivityKind.Consumer,
            Instruments.ContextOf(context.Headers),
            tags);
        activity?.SetTag(
            "messaging.destination.partition.id", context.Partition.ToString(CultureInfo.InvariantCulture));
        activity?.SetTag("messaging.kafka.offset", context.Offset);
        return new Observation(activity, tags, Instruments.Processing, Instruments.Consumed);
    }

    /// <summary>A handler is called with several messages: one span, linked to the trace of each of them.</summary>
    internal static Observation OfBatch(IReadOnlyList<MessageContext> messages, string group)
    {
        var first = messages[0];
        var tags = Instruments.Tags("process", first.Topic);
        tags.Add("messaging.consumer.group.name", group);
        var activity = Instruments.Source.HasListeners()
            ? Instruments.Source.StartActivity(
                ActivityKind.Consumer, default, tags, LinksTo(messages), name: "process " + first.Topic)
            : null;
        activity?.SetTag("messaging.destination.partition.id", first.Partition.ToString(CultureInfo.InvariantCulture));
        activity?.SetTag("messaging.batch.message_count", messages.Count);
        return new Observation(activity, tags, Instruments.Processing, Instruments.Consumed, messages.Count);
    }

    private static List<ActivityLink> LinksTo(IReadOnlyList<MessageContext> messages)
    {
        var links = new List<ActivityLink>(messages.Count);
        foreach (var message in messages)
        {
            if (Instruments.ContextOf(message.Headers) is var context && context != default)
            {
                links.Add(new ActivityLink(
                    context, new ActivityTagsCollection { ["messaging.kafka.offset"] = message.Offset }));
            }
        }

        return links;
    }

    /// <summary>A message is sent.</summary>
    internal static Observation OfSending(string topic)
    {
        var tags = Instruments.Tags("send", topic);
        var activity = Instruments.Source.StartActivity(
            "send " + topic, ActivityKind.Producer, default(ActivityContext), tags);
        return new Observation(activity, tags, Instruments.Sending, Instruments.Sent);
    }

    /// <summary>It is over.</summary>
    /// <param name="failure">Why it failed; null when it did not.</param>
    internal void End(Exception? failure)
    {
        if (failure is not null)
        {
            var type = failure.GetType().FullName;
            _tags.Add("error.type", type);
            _activity?.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        _duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, _tags);
        _count.Add(_messages, _tags);
        _activity?.Dispose();
    }
}
