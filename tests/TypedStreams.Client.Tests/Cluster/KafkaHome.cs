namespace TypedStreams.Client.Tests;

/// <summary>Where Apache Kafka is, and what is missing to run it.</summary>
internal static class KafkaHome
{
    public static string? Missing
    {
        get
        {
            if (!File.Exists(Path.Combine(Directory, "bin", "kafka-server")))
                return $"Apache Kafka is not in '{Directory}': set KAFKA_HOME to a folder with bin/kafka-server.";

            string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            bool hasJava = path.Any(folder => File.Exists(Path.Combine(folder, "java")));
            return hasJava ? null : "Apache Kafka needs java on the PATH.";
        }
    }

    public static string Directory
    {
        get
        {
            if (Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home)
                return home;

            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TypedStreams.sln")))
                folder = folder.Parent;

            return Path.Combine(folder?.Parent?.FullName ?? "/", "shared", "kafka");
        }
    }
}

/// <summary>A test that needs Apache Kafka.</summary>
public sealed class KafkaFactAttribute : FactAttribute
{
    public KafkaFactAttribute() => Skip = KafkaHome.Missing;
}

/// <summary>A theory that needs Apache Kafka.</summary>
public sealed class KafkaTheoryAttribute : TheoryAttribute
{
    public KafkaTheoryAttribute() => Skip = KafkaHome.Missing;
}
