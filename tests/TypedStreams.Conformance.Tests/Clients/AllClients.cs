// The list of clients: a new one is added here and is then written, read and compared with all others.
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

public static class AllClients
{
    public static IReadOnlyList<KafkaClient> List { get; } =
    [
        new CommandClient(
            "kcat-1.7.1", () => Python(Tools.DebianPython, "kcat/client.py"), Tool.Kcat, Tool.DebianPython),
        new CommandClient(
            "confluent-python-debian", () => Python(Tools.DebianPython, "python/confluent.py"), Tool.DebianPython),
        new CommandClient(
            "confluent-python-2.16.0", () => Python(Tools.NewPython, "python/confluent.py"), Tool.NewPython),
        new CommandClient(
            "kafka-python-2.0.2", () => Python(Tools.DebianPython, "python/kafka_python.py"), Tool.DebianPython),
        new CommandClient(
            "kafka-python-3.0.12", () => Python(Tools.NewPython, "python/kafka_python.py"), Tool.NewPython),
        new CommandClient("aiokafka-0.14.0", () => Python(Tools.NewPython, "python/aio.py"), Tool.NewPython),
        new CommandClient("kafkajs-2.2.4", () => Node("kafkajs.js"), Tool.Node),

        // Its zstd is Node.js' own, which comes with 22.15. It reads plain snappy blocks only (its own, librdkafka's);
        // the framed ones of the Java and Python clients end in a trap inside its decoder, whatever the broker.
        new CommandClient("platformatic-1.35.0", () => Node("platformatic.js"), Tool.Node)
            .Without("zstd").WithoutReading("snappy"),
        new CommandClient("java-4.3.1", Java, Tool.Kafka),
        new ConfluentDotNetClient(),
        new TypedStreamsClient(),
    ];

    public static KafkaClient Named(string name) => List.Single(client => client.Name == name);

    /// <summary>Those whose tools are there; in CI all of them, so that a missing tool fails.</summary>
    public static IEnumerable<KafkaClient> Available =>
        List.Where(client => ToolSkip.IsForbidden || Tools.Missing(client.Tools) is null);

    private static IReadOnlyList<string> Python(string python, string program) =>
        [python, Path.Combine(Tools.Clients, program)];

    private static IReadOnlyList<string> Node(string program) => ["node", Path.Combine(Tools.Clients, "node", program)];

    private static IReadOnlyList<string> Java() =>
    [
        "java", "-cp", $"{Tools.KafkaHome}/libs/4.3.1/*:{Tools.KafkaHome}/libs/common/*",
        Path.Combine(Tools.Clients, "java", "Client.java"),
    ];
}
