using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Databases;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public sealed class TelemetryTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;
    private readonly TestServers _servers;
    private readonly string _prefix = TestApp.NewPrefix();

    public TelemetryTests(TestServers servers)
    {
        _servers = servers;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "TypedStreams",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task Handling_is_a_child_of_the_sending_and_both_say_what_and_where()
    {
        await using var app = await TestApp.StartAsync(_servers, _prefix, groups => groups.AddBilling());

        await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 1, DateTimeOffset.UnixEpoch));
        var received = await app.Inbox.NextAsync();
        await app.StopAsync();

        var send = Span("send orders");
        var process = Span("process orders");
        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer), (send.Kind, process.Kind));
        Assert.Equal((send.TraceId, send.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.Equal("kafka", process.GetTagItem("messaging.system"));
        Assert.Equal("process", process.GetTagItem("messaging.operation.name"));
        Assert.Equal(_prefix + "orders", process.GetTagItem("messaging.destination.name"));
        Assert.Equal(_prefix + "billing", process.GetTagItem("messaging.consumer.group.name"));
        Assert.Equal($"{received.Context.Partition}", process.GetTagItem("messaging.destination.partition.id"));
        Assert.Equal(received.Context.Offset, process.GetTagItem("messaging.kafka.offset"));
        Assert.Contains(received.Context.Headers, header => header.Name == "traceparent");
    }

    [Fact]
    public async Task Batch_is_one_span_that_is_linked_to_the_trace_of_each_message()
    {
        await using var app = await TestApp.StartAsync(
            _servers,
            _prefix,
            groups => groups.AddPacker(),
            services => services.AddSingleton<BatchHook>(),
            ("Partitions", "1"),
            ("Groups:packer:Batch:MaxMessages", "3"));

        for (var value = 0; value < 3; value++)
        {
            await app.Producer<Number>().SendAsync(new Number("k", value));
        }

        await app.Service<BatchHook>().HandledAsync(3);
        await app.StopAsync();

        var process = Span("process numbers");
        var sent = _spans.Where(span => span.OperationName == $"send {_prefix}numbers").ToList();
        Assert.Equal(ActivityKind.Consumer, process.Kind);
        Assert.Equal(default, process.ParentSpanId);
        Assert.Equal(3, process.GetTagItem("messaging.batch.message_count"));
        Assert.Equal("0", process.GetTagItem("messaging.destination.partition.id"));
        Assert.Equal(
            sent.Select(span => (span.TraceId, span.SpanId)).ToHashSet(),
            process.Links.Select(link => (link.Context.TraceId, link.Context.SpanId)).ToHashSet());
        Assert.Equal(
            [("messaging.kafka.offset", 0L), ("messaging.kafka.offset", 1L), ("messaging.kafka.offset", 2L)],
            process.Links.Select(link => (link.Tags!.Single().Key, (long)link.Tags!.Single().Value!)));
    }

    [Fact]
    public async Task Trace_that_the_sender_gave_itself_is_kept()
    {
        const string Given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await TestApp.StartAsync(_servers, _prefix, groups => groups.AddBilling());
        var options = new SendOptions { Headers = [new("traceparent", System.Text.Encoding.ASCII.GetBytes(Given))] };

        await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 1, DateTimeOffset.UnixEpoch), options);
        var received = await app.Inbox.NextAsync();
        await app.StopAsync();

        Assert.Equal("b7ad6b7169203331", Span("process orders").ParentSpanId.ToHexString());
        Assert.Single(received.Context.Headers);
    }

    [Fact]
    public async Task Each_call_that_fails_is_a_span_with_its_error_and_counts()
    {
        var counted = new ConcurrentQueue<(string Name, string? Error)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "TypedStreams")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        meters.Start();
        await using var app = await TestApp.StartAsync(_servers, _prefix, groups => groups.AddPatient());
        var calls = 0;
        app.Inbox.OnReceive = (_, _) => ++calls < 3 ? throw new TimeoutException("Not yet.") : default;

        await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 1, DateTimeOffset.UnixEpoch));
        await app.Inbox.NextAsync();
        await app.StopAsync();

        var spans = _spans.Where(span => span.OperationName == $"process {_prefix}orders").ToList();
        Assert.Equal(
            [ActivityStatusCode.Error, ActivityStatusCode.Error, ActivityStatusCode.Unset],
            spans.Select(span => span.Status));
        Assert.Equal("System.TimeoutException", spans[0].GetTagItem("error.type"));
        Assert.Equal(
            [
                ("messaging.client.consumed.messages", null),
                ("messaging.client.consumed.messages", "System.TimeoutException"),
                ("messaging.client.consumed.messages", "System.TimeoutException"),
                ("messaging.client.operation.duration", null),
                ("messaging.client.sent.messages", null),
                ("messaging.process.duration", null),
                ("messaging.process.duration", "System.TimeoutException"),
                ("messaging.process.duration", "System.TimeoutException"),
            ],
            counted.Order());

        void Count<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var byName = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if ((string?)byName["messaging.destination.name"] == _prefix + "orders")
            {
                Assert.True(Convert.ToDouble(value, null) > 0);
                counted.Enqueue((instrument.Name, (string?)byName.GetValueOrDefault("error.type")));
            }
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public async Task What_a_handler_returns_carries_the_trace_of_its_handling(string concurrency)
    {
        await using var app = await TestApp.StartAsync(
            _servers,
            _prefix,
            groups => groups.AddDoubler(),
            services => services.AddSingleton<PipeHook>(),
            ("Consumer:Concurrency", concurrency));

        await app.Producer<Number>().SendAsync(new Number("n", 2));
        while ((await app.CommittedAsync("doubler", "numbers")).Values.Sum() < 1)
        {
            await Task.Yield();
        }

        await app.StopAsync();
        var process = Span("process numbers");
        var doubled = Assert.Single(await app.ReadAllAsync("doubles", Letter.Of));
        Assert.Equal(process.Id, doubled.Header("traceparent"));
        Assert.Equal(Span("send numbers").TraceId, process.TraceId);
    }

    [Fact]
    public async Task What_a_handler_returns_from_a_database_carries_the_trace_through_the_outbox()
    {
        await using var database = new SqliteDatabase();
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE entries (name TEXT NOT NULL, number INTEGER NOT NULL)";
            await command.ExecuteNonQueryAsync();
        }

        await using var app = await TestApp.StartAsync(
            _servers,
            _prefix,
            groups => groups.AddBookkeeping().AddReader(),
            services => services.AddSingleton(database.Source).AddSingleton(new PipeHook()));

        await app.Producer<Number>().SendAsync(new Number("k", 2));
        await app.Inbox.NextAsync();
        await app.StopAsync();

        var first = Span("process numbers");
        var second = Span("process doubles");
        Assert.Equal((first.TraceId, first.SpanId), (second.TraceId, second.ParentSpanId));
    }

    public void Dispose() => _listener.Dispose();

    private Activity Span(string name) =>
        _spans.Single(span => span.OperationName == name.Replace(" ", " " + _prefix, StringComparison.Ordinal));
}
