namespace TypedStreams.Storage.Tests;

/// <summary>A test that needs Apache Kafka's own tools: KAFKA_HOME names the directory with bin/kafka-tool.</summary>
public sealed class KafkaFactAttribute : FactAttribute
{
    public KafkaFactAttribute()
    {
        if (Tool is null)
        {
            Skip = "KAFKA_HOME does not name a directory with bin/kafka-tool.";
        }
    }

    public static string? Tool
    {
        get
        {
            var tool = Path.Combine(Environment.GetEnvironmentVariable("KAFKA_HOME") ?? "", "bin", "kafka-tool");
            return Path.IsPathRooted(tool) && File.Exists(tool) ? tool : null;
        }
    }
}
