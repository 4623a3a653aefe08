// The list of clients: a new one is added here and is then written, read and compared with all others.
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

public static class AllClients
{
    private static readonly string[] JavaPrograms = ["Client", "Scenes"];
    private static readonly Lazy<string> JavaClasses = new(CompileJava);

    public static IReadOnlyList<KafkaClient> List { get; } =
    [
        new CommandClient(
            "kcat-1.7.1", () => Python(Tools.DebianPython, "kcat/client.py"), Tool.Kcat, Tool.DebianPython)
            .Acting(() => Python(Tools.DebianPython, "kcat/scenes.py")),
        new CommandClient(
            "confluent-python-debian", () => Python(Tools.DebianPython, "python/confluent.py"), Tool.DebianPython)
            .Acting(() => Python(Tools.DebianPython, "python/scenes_confluent.py")),
        new CommandClient(
            "confluent-python-2.16.0", () => Python(Tools.NewPython, "python/confluent.py"), Tool.NewPython)
            .Acting(() => Python(Tools.NewPython, "python/scenes_confluent.py")),
        new CommandClient(
            "kafka-python-2.0.2", () => Python(Tools.DebianPython, "python/kafka_python.py"), Tool.DebianPython)
            .Acting(() => Python(Tools.DebianPython, "python/scenes_kafka_python.py")),
        new CommandClient(
            "kafka-python-3.0.12", () => Python(Tools.NewPython, "python/kafka_python.py"), Tool.NewPython)
            .Acting(() => Python(Tools.NewPython, "python/scenes_kafka_python.py")),
        new CommandClient("aiokafka-0.14.0", () => Python(Tools.NewPython, "python/aio.py"), Tool.NewPython)
            .Acting(() => Python(Tools.NewPython, "python/scenes_aio.py")),
        new CommandClient("kafkajs-2.2.4", () => Node("kafkajs.js"), Tool.Node)
            .Acting(() => Node("scenes_kafkajs.js")),

        // Its zstd is Node.js' own, which comes with 22.15. It reads plain snappy blocks only (its own, librdkafka's);
        // the framed ones of the Java and Python clients end in a trap inside its decoder, whatever the broker.
        new CommandClient("platformatic-1.35.0", () => Node("platformatic.js"), Tool.Node)
            .Without("zstd").WithoutReading("snappy").Acting(() => Node("scenes_platformatic.js")),
        new CommandClient("java-4.3.1", () => Java("Client"), Tool.Kafka).Acting(() => Java("Scenes")),
        new ConfluentDotNetClient(),
        new TypedStreamsClient(),
    ];

    private static string JavaLibraries => $"{Tools.KafkaHome}/libs/4.3.1/*:{Tools.KafkaHome}/libs/common/*";

    public static KafkaClient Named(string name) => List.Single(client => client.Name == name);

    /// <summary>Those whose tools are there; in CI all of them, so that a missing tool fails.</summary>
    public static IEnumerable<KafkaClient> Available =>
        List.Where(client => ToolSkip.IsForbidden || Tools.Missing(client.Tools) is null);

    private static IReadOnlyList<string> Python(string python, string program) =>
        [python, Path.Combine(Tools.Clients, program)];

    private static IReadOnlyList<string> Node(string program) => ["node", Path.Combine(Tools.Clients, "node", program)];

    private static IReadOnlyList<string> Java(string program) =>
    [
        "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
        "-cp", $"{JavaClasses.Value}:{JavaLibraries}", program,
    ];

    // Once for all: a program that is run from source is compiled each time.
    private static string CompileJava()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "java-classes");
        string sources = Path.Combine(Tools.Clients, "java");
        var programs = JavaPrograms.Select(name => Path.Combine(sources, name + ".java"));
        using var compiler = Process.Start("javac", ["-cp", JavaLibraries, "-d", folder, .. programs]);
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, "The Java programs were not compiled.");
        return folder;
    }
}
