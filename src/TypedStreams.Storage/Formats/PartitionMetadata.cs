// partition.metadata: which topic id a partition directory belongs to.
using System.Buffers.Text;

namespace TypedStreams.Storage;

/// <summary>Reads and writes the file that binds a partition directory to a topic id.</summary>
public static class PartitionMetadata
{
    /// <summary>Writes the file atomically.</summary>
    public static void Write(IDisk disk, string directory, Guid topicId) =>
        AtomicFile.Write(disk, $"{directory}/{LogFileNames.PartitionMetadata}",
            $"version: 0\ntopic_id: {EncodeId(topicId)}\n");

    /// <summary>The topic id, or null when the file is missing or not of version 0.</summary>
    public static Guid? Read(IDisk disk, string directory)
    {
        var lines = AtomicFile.ReadLines(disk, $"{directory}/{LogFileNames.PartitionMetadata}");
        const string Prefix = "topic_id: ";
        return lines is ["version: 0", var line, ..] && line.StartsWith(Prefix, StringComparison.Ordinal)
            ? DecodeId(line[Prefix.Length..])
            : null;
    }

    /// <summary>Kafka's text of an id: 22 characters, URL-safe base 64 of the big-endian bytes, no padding.</summary>
    internal static string EncodeId(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    internal static Guid? DecodeId(string text)
    {
        // The decoder throws at what is no base 64 at all.
        Span<byte> bytes = stackalloc byte[16];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == 16
            ? new Guid(bytes, bigEndian: true)
            : null;
    }
}
