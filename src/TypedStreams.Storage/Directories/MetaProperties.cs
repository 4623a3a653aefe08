// meta.properties in the root of a log directory: whose data this is. A Java properties file, version 1.
namespace TypedStreams.Storage;

/// <summary>Identity of a log directory.</summary>
/// <param name="ClusterId">Cluster that the data belongs to, 22 characters.</param>
/// <param name="NodeId">Node that the data belongs to.</param>
/// <param name="DirectoryId">Identity of this directory.</param>
public sealed record MetaProperties(string ClusterId, int NodeId, Guid DirectoryId)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "meta.properties";

    /// <summary>Kafka's text form of an id: URL-safe base 64 of its big-endian bytes without padding.</summary>
    public static string EncodeId(Guid id) => PartitionMetadata.EncodeId(id);

    internal static MetaProperties? Read(IDisk disk, string root)
    {
        var path = $"{root}/{FileName}";
        if (AtomicFile.ReadLines(disk, path) is not { } lines)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var split = line.IndexOf('=', StringComparison.Ordinal);
            if (split > 0 && line[0] != '#')
            {
                values[line[..split].Trim()] = line[(split + 1)..].Trim();
            }
        }

        if (values.GetValueOrDefault("version") != "1" || !values.TryGetValue("cluster.id", out var clusterId)
            || !int.TryParse(values.GetValueOrDefault("node.id"), out var nodeId))
        {
            throw new InvalidDataException(
                $"'{path}' is not of version 1 with cluster.id and node.id. Use another data directory or restore it.");
        }

        var directoryId = PartitionMetadata.DecodeId(values.GetValueOrDefault("directory.id") ?? "");
        return new MetaProperties(clusterId, nodeId, directoryId ?? Guid.Empty);
    }

    internal void Write(IDisk disk, string root) => AtomicFile.Write(
        disk,
        $"{root}/{FileName}",
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"#\ncluster.id={ClusterId}\ndirectory.id={EncodeId(DirectoryId)}\nnode.id={NodeId}\nversion=1\n"));
}
