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
    private TagList _tags;

    private Observation(Activity? activity, TagList tags, Histogram<double> duration, Counter<long> count)
    {
        _activity = activity;
        _tags = tags;
        _duration = duration;
        _count = count;
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
        _count.Add(1, _tags);
        _activity?.Dispose();
    }
}
