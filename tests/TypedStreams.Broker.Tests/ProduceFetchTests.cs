using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class ProduceFetchTests
{
    [Fact]
    public async Task What_was_produced_is_fetched_in_order()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");

        Assert.Equal(0, (await ProduceAsync(client, "t", Batch(["a", "b"]))).BaseOffset);
        Assert.Equal(2, (await ProduceAsync(client, "t", Batch(["c"]))).BaseOffset);

        var fetched = await FetchAsync(client, Fetch("t", offset: 0));
        Assert.Equal(["a", "b", "c"], Values(fetched));
        Assert.Equal((3, 3, 0), (fetched.HighWatermark, fetched.LastStableOffset, fetched.LogStartOffset));
    }

    [Fact]
    public async Task Fetch_in_the_middle_of_a_batch_gets_the_whole_batch()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");
        await ProduceAsync(client, "t", Batch(["a", "b", "c"]));

        Assert.Equal(["a", "b", "c"], Values(await FetchAsync(client, Fetch("t", offset: 2))));
    }

    [Fact]
    public async Task Fetch_returns_one_batch_even_above_its_limits()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");
        await ProduceAsync(client, "t", Batch([new string('x', 5_000)]));
        await ProduceAsync(client, "t", Batch(["next"]));

        var fetched = await FetchAsync(client, Fetch("t", offset: 0, maxBytes: 10));

        Assert.Equal([new string('x', 5_000)], Values(fetched));
    }

    [Fact]
    public async Task Fetch_that_waits_is_woken_by_a_produce()
    {
        await using var broker = new BrokerFixture();
        using WireClient reader = await broker.StartAsync();
        using WireClient writer = await broker.ConnectAsync();
        await CreateTopicAsync(writer, "t");
        int waiting = await reader.SendAsync<FetchRequest, FetchResponse>(
            Fetch("t", offset: 0, maxWaitMs: 60_000), version: 12);

        await ProduceAsync(writer, "t", Batch(["late"]));

        var response = await reader.ReceiveAsync<FetchResponse>(
            waiting, version: 12).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["late"], Values(response.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task Fetch_gathers_min_bytes_over_several_produces()
    {
        await using var broker = new BrokerFixture();
        using WireClient reader = await broker.StartAsync();
        using WireClient writer = await broker.ConnectAsync();
        await CreateTopicAsync(writer, "t");
        int batchBytes = Batch(["x"]).Length;
        int waiting = await reader.SendAsync<FetchRequest, FetchResponse>(
            Fetch("t", offset: 0, minBytes: batchBytes * 3, maxWaitMs: 60_000), version: 12);

        for (int i = 0; i < 3; i++)
        {
            await ProduceAsync(writer, "t", Batch(["x"]));
        }

        var response = await reader.ReceiveAsync<FetchResponse>(
            waiting, version: 12).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["x", "x", "x"], Values(response.Responses[0].Partitions[0]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Fetch_outside_the_log_says_so_and_where_the_log_is(long offset)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");

        var fetched = await FetchAsync(client, Fetch("t", offset, maxWaitMs: 60_000));

        Assert.Equal(ErrorCode.OffsetOutOfRange, fetched.ErrorCode);
        Assert.Equal((0, 0), (fetched.HighWatermark, fetched.LogStartOffset));
    }

    [Fact]
    public async Task Batch_sent_twice_is_appended_once_and_answered_alike()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");
        var identity = await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new InitProducerIdRequest { TransactionalId = null }, version: 4);

        var first = await ProduceAsync(client, "t", Batch(["a"], identity.ProducerId, sequence: 0));
        var again = await ProduceAsync(client, "t", Batch(["a"], identity.ProducerId, sequence: 0));
        var gap = await ProduceAsync(client, "t", Batch(["c"], identity.ProducerId, sequence: 2));
        var next = await ProduceAsync(client, "t", Batch(["b"], identity.ProducerId, sequence: 1));

        Assert.Equal((ErrorCode.None, 0L), (first.ErrorCode, first.BaseOffset));
        Assert.Equal((ErrorCode.None, 0L), (again.ErrorCode, again.BaseOffset));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, gap.ErrorCode);
        Assert.Equal((ErrorCode.None, 1L), (next.ErrorCode, next.BaseOffset));
        Assert.Equal(["a", "b"], Values(await FetchAsync(client, Fetch("t", offset: 0))));
    }

    [Fact]
    public async Task Corrupt_batch_is_refused_and_the_others_of_the_request_are_taken()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", partitions: 2);
        byte[] corrupt = Batch(["a"]);
        corrupt[^1] ^= 1;
        ProduceRequest request = Produce("t", corrupt);
        request.TopicData[0].PartitionData.Add(
            new ProduceRequest.PartitionProduceData { Index = 1, Records = Batch(["b"]) });

        var response = await client.AskAsync<ProduceRequest, ProduceResponse>(request, version: 9);

        Assert.Equal(
            [ErrorCode.CorruptMessage, ErrorCode.None],
            response.Responses[0].PartitionResponses.Select(partition => partition.ErrorCode));
    }

    [Fact]
    public async Task Produce_without_acknowledgement_gets_no_answer()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");

        await client.SendAsync<ProduceRequest, ProduceResponse>(Produce("t", Batch(["a"]), acks: 0), version: 9);

        // The next answer on the connection is the next request's: nothing was sent for the produce.
        var fetched = await FetchAsync(client, Fetch("t", offset: 0, maxWaitMs: 30_000));
        Assert.Equal(["a"], Values(fetched));
    }

    [Fact]
    public async Task Failed_produce_without_acknowledgement_closes_the_connection()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();

        await client.SendAsync<ProduceRequest, ProduceResponse>(Produce("nowhere", Batch(["a"]), acks: 0), version: 9);

        await client.AssertClosedAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Acks_other_than_all_one_and_none_are_refused(short acks)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");

        var response = await client.AskAsync<ProduceRequest, ProduceResponse>(
            Produce("t", Batch(["a"]), acks), version: 9);

        Assert.Equal(ErrorCode.InvalidRequiredAcks, response.Responses[0].PartitionResponses[0].ErrorCode);
    }

    [Fact]
    public async Task Batch_larger_than_the_topic_allows_is_refused()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", partitions: 1, ("max.message.bytes", "1000"));

        var response = await ProduceAsync(client, "t", Batch([new string('x', 2_000)]));

        Assert.Equal(ErrorCode.MessageTooLarge, response.ErrorCode);
    }
}
