// The Java clients, against whatever broker is under test. The expected lines are what Apache Kafka 4.4.0 prints:
// TYPEDSTREAMS_CONFORMANCE_TARGET=kafka runs the same test there.
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class JavaClientTests : IAsyncLifetime
{
    private readonly BrokerUnderTest _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolFact(Tool.Kafka)]
    public Task Administrators_steps_have_the_outcomes_that_they_have_on_apache_kafka() => RunAsync("Admin");

    [ToolFact(Tool.Kafka)]
    public Task Transactions_have_the_outcomes_that_they_have_on_apache_kafka() => RunAsync("Transactions");

    private async Task RunAsync(string program)
    {
        Tools.Require(Tool.Kafka);
        var folder = Path.Combine(Tools.Clients, "java");
        var libraries = Path.Combine(Tools.KafkaHome, "libs");
        string[] command =
        [
            "java", "-cp", $"{libraries}/4.4.0/*:{libraries}/common/*", Path.Combine(folder, program + ".java"),
            _broker.Bootstrap,
        ];

        var output = await Command.CheckAsync(command, input: "");

        var steps = output.Split('\n').Where(line => line.StartsWith("= ", StringComparison.Ordinal));
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, program + ".expected.txt")), steps);
    }
}
