// Finds the foreign programs that tests drive: by environment first, then beside the repository, then on PATH.
// tests/clients-setup.sh installs them all and prints the variables.
using System.Diagnostics;

namespace TypedStreams.Testing;

/// <summary>A foreign program, or the set of libraries it runs with.</summary>
public enum Tool
{
    /// <summary>Apache Kafka's tools, with Java: KAFKA_HOME.</summary>
    Kafka,

    /// <summary>kcat on PATH, with Debian's Python to drive it.</summary>
    Kcat,

    /// <summary>Debian's Python with python3-kafka and python3-confluent-kafka.</summary>
    DebianPython,

    /// <summary>Debian's Python with python3-avro.</summary>
    DebianAvro,

    /// <summary>A Python with the newest clients: TYPEDSTREAMS_PYTHON.</summary>
    NewPython,

    /// <summary>Node.js with the JavaScript clients: TYPEDSTREAMS_NODE_MODULES.</summary>
    Node,

    /// <summary>librdkafka 2.16.0 in TYPEDSTREAMS_SHARED.</summary>
    Librdkafka,

    /// <summary>apisweep in TYPEDSTREAMS_SHARED.</summary>
    ApiSweep,

    /// <summary>kbench, a load tool on the franz-go client, in TYPEDSTREAMS_SHARED.</summary>
    KBench,

    /// <summary>strace on PATH.</summary>
    Strace,

    /// <summary>
    /// A PostgreSQL server: TYPEDSTREAMS_POSTGRES names its folder of programs, or Debian's is taken.
    /// </summary>
    Postgres,
}

/// <summary>Where each tool is, and what to do when it is missing.</summary>
public static class Tools
{
    private const string Setup = "run tests/clients-setup.sh and export what it prints";
    private static readonly Lazy<bool> DebianClients =
        new(() => Runs("/usr/bin/python3", "-c", "import kafka, confluent_kafka"));

    private static readonly Lazy<bool> DebianAvro = new(() => Runs("/usr/bin/python3", "-c", "import avro.io"));

    /// <summary>The folder of TypedStreams.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string Shared =>
        Variable("TYPEDSTREAMS_SHARED") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public static string KafkaHome => Variable("KAFKA_HOME") ?? Path.Combine(Shared, "kafka");

    public static string KafkaTool => Path.Combine(KafkaHome, "bin", "kafka-tool");

    public static string KafkaServer => Path.Combine(KafkaHome, "bin", "kafka-server");

    public static string NewPython => Variable("TYPEDSTREAMS_PYTHON") ?? Path.Combine(Root, ".venv", "bin", "python");

    public static string DebianPython => "/usr/bin/python3";

    public static string NodeModules =>
        Variable("TYPEDSTREAMS_NODE_MODULES") ?? Path.Combine(NodeClients, "node_modules");

    public static string Librdkafka => Path.Combine(Shared, "librdkafka", "librdkafka.so.1");

    public static string ApiSweep => Path.Combine(Shared, "tools", "apisweep", "apisweep");

    public static string KBench => Path.Combine(Shared, "tools", "kbench", "kbench");

    /// <summary>The client programs of the conformance tests.</summary>
    public static string Clients => Path.Combine(Root, "tests", "TypedStreams.Conformance.Tests", "clients");

    /// <summary>The folder with initdb and postgres.</summary>
    public static string PostgresPrograms => Variable("TYPEDSTREAMS_POSTGRES")
        ?? (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Max() : null)
            + "/bin";

    private static string NodeClients => Path.Combine(Clients, "node");

    /// <summary>What is missing and how to get it; null when everything is there.</summary>
    public static string? Missing(params IEnumerable<Tool> tools)
    {
        var missing = tools.Select(MissingOne).OfType<string>().ToList();
        return missing.Count == 0 ? null : string.Join("; ", missing);
    }

    /// <summary>Fails the test when a tool is missing.</summary>
    public static void Require(params IEnumerable<Tool> tools)
    {
        if (Missing(tools) is { } missing)
        {
            Assert.Fail(missing);
        }
    }

    private static string? MissingOne(Tool tool) => tool switch
    {
        Tool.Kafka => Need(File.Exists(KafkaTool) && OnPath("java") is not null,
            "Apache Kafka's tools: KAFKA_HOME must name a folder with bin/kafka-tool, and java must be on PATH"),
        Tool.Kcat => Need(OnPath("kcat") is not null, "kcat: " + Setup),
        Tool.DebianPython => Need(File.Exists(DebianPython) && DebianClients.Value,
            "Debian's python3-kafka and python3-confluent-kafka: " + Setup),
        Tool.DebianAvro => Need(File.Exists(DebianPython) && DebianAvro.Value, "Debian's python3-avro: " + Setup),
        Tool.NewPython => Need(File.Exists(NewPython), "a Python with the newest clients: " + Setup),
        Tool.Node => Need(OnPath("node") is not null && Directory.Exists(Path.Combine(NodeModules, "kafkajs")),
            "Node.js with the JavaScript clients: " + Setup),
        Tool.Librdkafka => Need(File.Exists(Librdkafka), $"librdkafka: TYPEDSTREAMS_SHARED must hold {Librdkafka}"),
        Tool.ApiSweep => Need(File.Exists(ApiSweep), $"apisweep: TYPEDSTREAMS_SHARED must hold {ApiSweep}"),
        Tool.KBench => Need(File.Exists(KBench), $"kbench: TYPEDSTREAMS_SHARED must hold {KBench}"),
        Tool.Strace => Need(OnPath("strace") is not null, "strace: " + Setup),
        Tool.Postgres => Need(File.Exists(Path.Combine(PostgresPrograms, "initdb")), "a PostgreSQL server: " + Setup),
        _ => throw new ArgumentOutOfRangeException(nameof(tool), tool, null),
    };

    private static string? Need(bool isThere, string missing) => isThere ? null : missing;

    private static string? OnPath(string name) => (Variable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static bool Runs(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TypedStreams.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException("TypedStreams.sln is in no parent folder of the tests.");
        }

        return folder.FullName;
    }
}
