using TypedStreams.Broker.Embedding;
using TypedStreams.Broker.Hosting;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Tests.Embedding;

/// <summary>Faults on request, and what our own client makes of them.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Produce_whose_answer_was_lost_is_sent_again_and_stored_once()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker, Impatient);
        await using var producer = client.CreateProducer();
        using var lost = broker.Faults.On(ApiKey.Produce).Times(1).DropResponse();

        var written = await producer.SendAsync("t", null, "once"u8.ToArray());
        var next = await producer.SendAsync("t", null, "next"u8.ToArray());

        Assert.Equal((0, 1, 1), (written.Offset, next.Offset, lost.Hits));
    }

    [Fact]
    public async Task Produce_that_was_done_before_the_connection_closed_is_stored_once()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        using var cut = broker.Faults.On(ApiKey.Produce).Times(2).DisconnectAfter();

        var written = await producer.SendAsync("t", null, "once"u8.ToArray());
        var next = await producer.SendAsync("t", null, "next"u8.ToArray());

        Assert.Equal((0, 1, 2), (written.Offset, next.Offset, cut.Hits));
    }

    [Fact]
    public async Task Produce_that_never_arrived_is_sent_again()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker, Impatient);
        await using var producer = client.CreateProducer();
        using var lost = broker.Faults.On(ApiKey.Produce).Times(1).DropRequest();
        using var cut = broker.Faults.On(ApiKey.Produce).After(1).Times(1).Disconnect();

        Assert.Equal(0, (await producer.SendAsync("t", null, "a"u8.ToArray())).Offset);
        Assert.Equal(1, (await producer.SendAsync("t", null, "b"u8.ToArray())).Offset);
        Assert.Equal((1, 1), (lost.Hits, cut.Hits));
    }

    [Fact]
    public async Task Error_is_answered_as_often_as_told_and_the_client_tries_again()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        using var rule = broker.Faults.On(ApiKey.Produce).Times(2).Answer(ErrorCode.NotLeaderOrFollower);

        Assert.Equal(0, (await producer.SendAsync("t", null, "a"u8.ToArray())).Offset);
        Assert.Equal(2, rule.Hits);
        await rule.WhenHitAsync(2);
    }

    [Fact]
    public async Task Error_that_is_not_for_a_retry_reaches_the_caller_until_the_rule_is_disposed()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer(new KafkaProducerOptions { Idempotence = false });
        using (broker.Faults.On(ApiKey.Produce).Answer(ErrorCode.TopicAuthorizationFailed))
        {
            var refused = await Assert.ThrowsAsync<KafkaException>(
                () => producer.SendAsync("t", null, "a"u8.ToArray()).AsTask());
            Assert.Equal(ErrorCode.TopicAuthorizationFailed, refused.Code);
        }

        Assert.Equal(0, (await producer.SendAsync("t", null, "b"u8.ToArray())).Offset);
    }

    [Fact]
    public async Task Rule_for_a_topic_and_a_client_leaves_the_others_alone()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await broker.CreateTopicAsync(new EmbeddedTopic("other"));
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        var produce = broker.Faults.On(ApiKey.Produce);
        using var topic = produce.OfTopic("t").Times(1).Answer(ErrorCode.NotLeaderOrFollower);
        using var stranger = produce.From("somebody else").Answer(ErrorCode.NotLeaderOrFollower);

        await producer.SendAsync("other", null, "a"u8.ToArray());
        Assert.Equal(0, topic.Hits);
        await producer.SendAsync("t", null, "a"u8.ToArray());
        Assert.Equal((1, 0), (topic.Hits, stranger.Hits));
    }

    [Fact]
    public async Task Delay_is_held_on_the_brokers_clock()
    {
        var clock = new VirtualClock();
        await using var broker = await Clients.InProcessAsync("t", clock);
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        using var slow = broker.Faults.On(ApiKey.Produce).Times(1).Delay(TimeSpan.FromSeconds(20));

        var sending = producer.SendAsync("t", null, "a"u8.ToArray()).AsTask();
        await slow.WhenHitAsync();

        // It is stored already: another reader sees it while the answer waits.
        Assert.Single(await Clients.ReadAsync(client, "t", partitions: 1, count: 1));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(19));
        Assert.False(sending.IsCompleted);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await sending.WaitAsync(TimeSpan.FromSeconds(30))).Offset);
    }

    [Fact]
    public async Task Group_survives_a_coordinator_that_moves_and_a_fetch_that_fails()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        using var join = broker.Faults.On(ApiKey.JoinGroup).Times(2).Answer(ErrorCode.NotCoordinator);
        using var find = broker.Faults.On(ApiKey.FindCoordinator).Times(1).Answer(ErrorCode.CoordinatorNotAvailable);
        using var fetch = broker.Faults.On(ApiKey.Fetch).Times(2).Answer(ErrorCode.NotLeaderOrFollower);
        using var commit = broker.Faults.On(ApiKey.OffsetCommit).Times(1).Disconnect();
        await producer.SendAsync("t", null, "a"u8.ToArray());
        await using var consumer = client.CreateConsumer(
            new KafkaConsumerOptions { GroupId = "g", OffsetReset = OffsetReset.Earliest });
        consumer.Subscribe("t");

        using var batch = await consumer.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await consumer.CommitAsync([new("t", 0, batch!.NextOffset)]);

        Assert.Equal((2, 1, 2, 1), (join.Hits, find.Hits, fetch.Hits, commit.Hits));
        var offsets = await client.Admin.ListGroupOffsetsAsync("g");
        Assert.Equal(1, offsets[new TopicPartition("t", 0)].Offset);
    }

    [Fact]
    public async Task Held_answers_do_not_hold_up_the_end_of_the_broker()
    {
        var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer(
            new KafkaProducerOptions { DeliveryTimeout = TimeSpan.FromSeconds(1) });
        var lost = broker.Faults.On(ApiKey.Produce).DropRequest();
        var sending = producer.SendAsync("t", null, "a"u8.ToArray()).AsTask();
        await lost.WhenHitAsync();

        await broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<KafkaException>(() => sending);
    }

    [Fact]
    public async Task Rule_that_cannot_be_is_refused_with_what_can()
    {
        await using var broker = await EmbeddedBroker.StartAsync();

        var noField = Assert.Throws<NotSupportedException>(
            () => broker.Faults.On(ApiKey.ApiVersions).Answer(ErrorCode.RequestTimedOut));
        Assert.Contains("DropRequest", noField.Message, StringComparison.Ordinal);
        var noTopic = Assert.Throws<NotSupportedException>(() => broker.Faults.On(ApiKey.Heartbeat).OfTopic("t"));
        Assert.Contains("Produce", noTopic.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => broker.Faults.On(ApiKey.Produce).Answer(ErrorCode.None));
    }
}
