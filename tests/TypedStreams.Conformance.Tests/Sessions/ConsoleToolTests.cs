// Apache Kafka's console producer and consumer, against whatever broker is under test.
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class ConsoleToolTests : IAsyncLifetime
{
    private readonly BrokerUnderTest _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolTheory(Tool.Kafka, Tool.Librdkafka)]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Console_consumer_prints_what_the_console_producer_was_told(string codec)
    {
        Tools.Require(Tool.Kafka);
        await _broker.CreateTopicAsync("console", partitions: 1);
        string[] lines = ["trace:abc\tk1\tone", "trace:def\tk2\ttwo", "trace:ghi\tk1\tthree"];

        await RunAsync(
            "kafka-console-producer", string.Join('\n', lines) + "\n",
            "--compression-codec", codec,
            "--reader-property", "parse.key=true", "--reader-property", "parse.headers=true");
        var output = await RunAsync(
            "kafka-console-consumer", "",
            "--from-beginning", "--group", "console-group", "--max-messages", "3",
            "--formatter-property", "print.key=true", "--formatter-property", "print.headers=true");

        Assert.Equal(lines, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<string> RunAsync(string tool, string input, params string[] arguments) => Command.CheckAsync(
        [Tools.KafkaTool, tool, "--bootstrap-server", _broker.Bootstrap, "--topic", "console", .. arguments], input);
}
