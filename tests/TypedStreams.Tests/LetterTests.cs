using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Broker.Hosting;
using TypedStreams.Client;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>What cannot be handled is put aside, at least once.</summary>
[Collection(ServersCollection.Name)]
public class LetterTests(TestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");
    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    [Fact]
    public async Task Message_that_always_fails_is_tried_by_every_delivery_and_ends_unchanged_in_the_dead_letters()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddCareful());
        var prefix = app.Connection.Options.NamePrefix;
        var calls = new ConcurrentQueue<MessageContext>();
        app.Inbox.OnReceive = (received, _) =>
        {
            if (received.As<OrderPlaced>().Number != 1)
            {
                return default;
            }

            calls.Enqueue(received.Context);
            throw new InvalidOperationException($"Call {received.Context.Attempt}. " + new string('x', 2000));
        };
        MessageHeader[] headers = [new("trace", "abc"u8.ToArray()), new("trace", default(ReadOnlyMemory<byte>?))];

        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        await app.Producer<OrderPlaced>().SendAsync(Order(1), new SendOptions { Headers = headers, Timestamp = Sent });
        await app.Producer<OrderPlaced>().SendAsync(Order(2));
        var others = await app.Inbox.NextAsync(2);
        await app.EndsAtAsync("orders.careful.dead", 1);
        await app.StopAsync();

        Assert.Equal([0, 2], others.Select(item => item.As<OrderPlaced>().Number));
        Assert.Equal([1, 2, 3, 4], calls.Select(context => context.Attempt));
        Assert.All(calls, context => Assert.Equal(
            new RecordPosition(prefix + "orders", 0, 1, Sent), context.Origin));
        Assert.Equal(
            ["orders", "orders", "orders.careful.retry.1", "orders.careful.retry.1"],
            calls.Select(context => context.Topic[prefix.Length..]));
        Assert.Equal(3, (await app.CommittedAsync("careful", "orders"))[0]);
        Assert.Equal(1, (await app.CommittedAsync("careful", "orders.careful.retry.1"))[0]);

        var sent = (await app.ReadAllAsync("orders", Letter.Of))[1];
        var dead = Assert.Single(await app.ReadAllAsync("orders.careful.dead", Letter.Of));
        Assert.Equal((sent.Key, sent.Value, sent.TimestampMs), (dead.Key, dead.Value, dead.TimestampMs));
        Assert.Equal(
            [
                ("trace", "abc"), ("trace", null), (LetterHeaders.OriginTopic, prefix + "orders"),
                (LetterHeaders.OriginPartition, "0"), (LetterHeaders.OriginOffset, "1"),
                (LetterHeaders.OriginTimestamp, "1700000000123"), (LetterHeaders.Group, prefix + "careful"),
                (LetterHeaders.Attempt, "4"), (LetterHeaders.ErrorType, "System.InvalidOperationException"),
                (LetterHeaders.ErrorMessage, "Call 4. " + new string('x', 1016)),
            ],
            dead.Headers);
    }

    [Fact]
    public async Task Records_that_cannot_be_read_are_dead_at_once_and_the_next_one_is_handled()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddCareful());
        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        var framed = (await app.ReadAllAsync("orders", Letter.Of))[0].Value!;

        await app.SendRawAsync("orders", 0, "plain"u8.ToArray());
        await app.SendRawAsync("orders", 0, [0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]);
        await app.SendRawAsync("orders", 0, [.. Convert.FromHexString(framed)[..5], 200]);
        await app.Producer<OrderPlaced>().SendAsync(Order(4));
        var received = await app.Inbox.NextAsync(2);
        await app.StopAsync();

        Assert.Equal([0, 4], received.Select(item => item.As<OrderPlaced>().Number));
        var dead = await app.ReadAllAsync("orders.careful.dead", Letter.Of);
        Assert.Equal(["1", "2", "3"], dead.Select(letter => letter.Header(LetterHeaders.OriginOffset)));
        Assert.All(dead, letter => Assert.Equal("0", letter.Header(LetterHeaders.Attempt)));
        Assert.Equal(
            [
                "TypedStreams.UnreadableMessageException", "TypedStreams.SchemaRegistry.RegistryException",
                "TypedStreams.MalformedDataException",
            ],
            dead.Select(letter => letter.Header(LetterHeaders.ErrorType)));
        Assert.Empty(await app.ReadAllAsync("orders.careful.retry.1", Letter.Of));
    }

    [Fact]
    public async Task Message_waits_in_its_retry_topic_until_it_is_due_and_the_others_go_on()
    {
        var clock = new VirtualClock();
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddSlow(), clock);
        app.Inbox.OnReceive = (received, _) => received is { Context.Attempt: 1, Message: OrderPlaced { Number: 0 } }
            ? throw new InvalidOperationException("Later.")
            : default;

        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        await app.EndsAtAsync("orders.slow.retry.1", 1);
        clock.Advance(TimeSpan.FromMinutes(59));
        await app.Producer<OrderPlaced>().SendAsync(Order(1));
        Assert.Equal(1, (await app.Inbox.NextAsync()).As<OrderPlaced>().Number);
        Assert.Equal(0, app.Inbox.Waiting);
        clock.Advance(TimeSpan.FromMinutes(1));

        var late = await app.Inbox.NextAsync();
        await app.StopAsync();

        Assert.Equal(0, late.As<OrderPlaced>().Number);
        Assert.Equal(2, late.Context.Attempt);
        Assert.Empty(await app.ReadAllAsync("orders.slow.dead", Letter.Of));
    }

    [Fact]
    public async Task Retry_topic_is_read_from_its_start_where_the_group_begins_with_the_newest_messages()
    {
        var prefix = TestApp.NewPrefix();
        (string, string)[] settings = [("Consumer:StartFrom", "Latest"), ("Consumer:CommitInterval", "1h")];
        await using (var app = await StartAsync(prefix, groups => groups.AddSlow(), null, settings))
        {
            app.Inbox.OnReceive = (_, _) => throw new InvalidOperationException("Later.");
            using var sending = new CancellationTokenSource();
            var feed = FeedAsync(app, sending.Token); // the group may still be joining
            await app.EndsAtAsync("orders.slow.retry.1", 1);
            await sending.CancelAsync();
            await feed;
        }

        // Ended without a commit, as a process that was killed.
        var clock = new VirtualClock(DateTimeOffset.UtcNow.AddHours(2));
        await using var again = await StartAsync(prefix, groups => groups.AddSlow(), clock, settings);
        var late = await again.Inbox.NextAsync();
        await again.StopAsync();

        Assert.Equal(prefix + "orders.slow.retry.1", late.Context.Topic);
        Assert.Equal((0, 2), (late.Context.Offset, late.Context.Attempt));
    }

    [Fact]
    public async Task Topics_that_are_missing_stop_the_start_and_are_named()
    {
        var prefix = TestApp.NewPrefix();
        await using (await StartAsync(prefix, groups => groups.AddBilling()))
        {
        }

        await using var app = TestApp.Create(
            servers, prefix, groups => groups.AddSlow(), null, ("CreateTopics", "false"));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(app.StartAsync);

        Assert.Contains($"lacks the topics {prefix}orders.slow.retry.1, {prefix}orders.slow.dead.", failure.Message);
    }

    [Fact]
    public async Task Letter_that_cannot_be_written_stops_the_partition_at_its_message()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = TestApp.Create(
            servers, prefix, groups => groups.AddPatient(), null, OnePartition, ("Groups:patient:DeadLetters", "true"));
        var kafka = await app.Connection.GetKafkaAsync();
        await kafka.Admin.CreateTopicAsync(new TopicSpec(prefix + "orders.patient.dead")
        {
            Partitions = 1,
            Configs = new Dictionary<string, string> { ["max.message.bytes"] = "100" },
        });
        await app.StartAsync();
        app.Inbox.OnReceive = (received, _) => received.As<OrderPlaced>().Number == 1
            ? throw new InvalidOperationException("Not a one.")
            : default;

        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        await app.Producer<OrderPlaced>().SendAsync(Order(1));
        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(1, failure.Offset);
        Assert.Contains("Not a one. It was to be put aside to topic", failure.Message);
        Assert.Equal(1, (await app.CommittedAsync("patient", "orders"))[0]);
    }

    private Task<TestApp> StartAsync(
        string prefix,
        Action<ITypedStreamsBuilder> groups,
        VirtualClock? clock = null,
        params (string Key, string Value)[] settings) => TestApp.StartAsync(
            servers,
            prefix,
            groups,
            services => services.AddSingleton<TimeProvider>(clock is null ? TimeProvider.System : clock),
            [OnePartition, .. settings]);

    private static OrderPlaced Order(int number) => new("o", number, DateTimeOffset.UnixEpoch);

    private static async Task FeedAsync(TestApp app, CancellationToken end)
    {
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            await app.Producer<OrderPlaced>().SendAsync(Order(number), CancellationToken.None);
        }
    }
}
