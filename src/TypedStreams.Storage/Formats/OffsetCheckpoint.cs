// The text files in the log directory's root that hold one offset a partition: "0", count, then "topic partition
// offset".
using System.Globalization;
using System.Text;
using TypedStreams.Protocol;

namespace TypedStreams.Storage;

/// <summary>Reads and atomically writes Kafka's offset checkpoint files.</summary>
public static class OffsetCheckpoint
{
    /// <summary>Offsets below which everything was synced.</summary>
    public const string RecoveryPoint = "recovery-point-offset-checkpoint";

    /// <summary>First offsets that may still be read.</summary>
    public const string LogStart = "log-start-offset-checkpoint";

    /// <summary>Offsets below which a compacted log has been compacted.</summary>
    public const string Cleaner = "cleaner-offset-checkpoint";

    /// <summary>High watermarks.</summary>
    public const string Replication = "replication-offset-checkpoint";

    /// <summary>Writes the file so that a crash leaves the old or the new one.</summary>
    public static void Write(IDisk disk, string path, IReadOnlyCollection<KeyValuePair<TopicPartition, long>> offsets)
    {
        var text = new StringBuilder();
        text.Append("0\n").Append(CultureInfo.InvariantCulture, $"{offsets.Count}\n");
        foreach (var (partition, offset) in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{partition.Topic} {partition.Partition} {offset}\n");
        }

        AtomicFile.Write(disk, path, text.ToString());
    }

    /// <summary>Reads the file; empty when it is missing.</summary>
    /// <exception cref="InvalidDataException">The file is not a checkpoint of version 0.</exception>
    public static Dictionary<TopicPartition, long> Read(IDisk disk, string path)
    {
        var offsets = new Dictionary<TopicPartition, long>();
        if (AtomicFile.ReadLines(disk, path) is not { Length: > 0 } lines)
        {
            return offsets;
        }

        if (lines.Length < 2 || lines[0] != "0"
            || !int.TryParse(lines[1], CultureInfo.InvariantCulture, out var count) || count != lines.Length - 2)
        {
            throw Malformed(path);
        }

        foreach (var line in lines.AsSpan(2))
        {
            var parts = line.Split(' ');
            if (parts.Length != 3 || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out var offset))
            {
                throw Malformed(path);
            }

            offsets[new TopicPartition(parts[0], partition)] = offset;
        }

        return offsets;
    }

    private static InvalidDataException Malformed(string path) =>
        new($"'{path}' is not an offset checkpoint of version 0. Delete it to have the logs scanned from their start.");
}
