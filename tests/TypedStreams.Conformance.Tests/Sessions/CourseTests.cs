// The first session of every Kafka course with kafka-python, old and new.
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class CourseTests : IAsyncLifetime
{
    private readonly BrokerUnderTest _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolFact(Tool.NewPython, Tool.Librdkafka)]
    public Task Course_session_of_kafka_python_3_prints_ten_messages_of_one_partition_in_order() =>
        AssertSessionAsync(Tool.NewPython, Tools.NewPython);

    [ToolFact(Tool.DebianPython, Tool.Librdkafka)]
    public Task Course_session_of_kafka_python_2_prints_ten_messages_of_one_partition_in_order() =>
        AssertSessionAsync(Tool.DebianPython, Tools.DebianPython);

    private async Task AssertSessionAsync(Tool tool, string python)
    {
        Tools.Require(tool);

        string[] create =
        [
            ServerProcess.Executable, "kafka-topics", "--create", "--topic", "test", "--bootstrap-server",
            _broker.Bootstrap, "--partitions", "3", "--replication-factor", "1",
        ];
        Assert.Equal("Created topic test.", (await Command.CheckAsync(create)).TrimEnd());

        var output = await Command.CheckAsync(
            [python, Path.Combine(Tools.Clients, "python", "course.py"), _broker.Bootstrap]);

        // Every partitioner that hashes with murmur2 puts the key "key" into the same one of three partitions.
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var partition = lines[0].Split(' ')[0];
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{partition} {i} key message {i}"), lines);
    }
}
