// Faults of the embedded broker, judged by producers that others wrote: what they send again is stored once.
using TypedStreams.Broker.Embedding;
using TypedStreams.Protocol;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class FaultTests
{
    private const int Records = 5;

    [ToolTheory(Tool.NewPython)]
    [InlineData("confluent")]
    [InlineData("kafka_python")]
    public async Task Produce_whose_answer_was_lost_is_stored_once(string client)
    {
        await using EmbeddedBroker broker = await StartAsync();
        using FaultRule lost = broker.Faults.On(ApiKey.Produce).After(1).Times(1).DropResponse();

        Assert.Equal("0 1 2 3 4", await ProduceAsync(client, broker));
        Assert.Equal(1, lost.Hits);
    }

    [ToolTheory(Tool.NewPython)]
    [InlineData("confluent")]
    [InlineData("kafka_python")]
    public async Task Produce_that_was_done_before_the_connection_closed_is_stored_once(string client)
    {
        await using EmbeddedBroker broker = await StartAsync();
        using FaultRule cut = broker.Faults.On(ApiKey.Produce).After(1).Times(1).DisconnectAfter();

        Assert.Equal("0 1 2 3 4", await ProduceAsync(client, broker));
        Assert.Equal(1, cut.Hits);
    }

    [ToolTheory(Tool.NewPython)]
    [InlineData("confluent")]
    [InlineData("kafka_python")]
    public async Task Errors_that_pass_are_tried_again_and_lost_requests_too(string client)
    {
        await using EmbeddedBroker broker = await StartAsync();
        using FaultRule moved =
            broker.Faults.On(ApiKey.Produce).OfTopic("t").Times(2).Answer(ErrorCode.NotLeaderOrFollower);
        using FaultRule unknown = broker.Faults.On(ApiKey.Metadata).Times(1).Answer(ErrorCode.LeaderNotAvailable);
        using FaultRule lost = broker.Faults.On(ApiKey.Produce).After(3).Times(1).DropRequest();

        Assert.Equal("0 1 2 3 4", await ProduceAsync(client, broker));
        Assert.Equal((2, 1, 1), (moved.Hits, unknown.Hits, lost.Hits));
    }

    private static Task<EmbeddedBroker> StartAsync() => EmbeddedBroker.StartAsync(
        new EmbeddedBrokerOptions { Topics = [new EmbeddedTopic("t")] });

    private static async Task<string> ProduceAsync(string client, EmbeddedBroker broker)
    {
        Tools.Require(Tool.NewPython);
        string output = await Command.CheckAsync(
        [
            Tools.NewPython, Path.Combine(Tools.Clients, "python", "impatient.py"), client, broker.BootstrapServers,
            "t", $"{Records}",
        ]);
        return output.Trim();
    }
}
