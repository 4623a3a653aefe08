using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

/// <summary>A Kafka client that the matrix drives, with what it can do.</summary>
public abstract class KafkaClient(string name, params Tool[] tools)
{
    protected static readonly string[] AllCodecs = ["none", "gzip", "snappy", "lz4", "zstd"];

    /// <summary>Name and version, also the prefix of its topics.</summary>
    public string Name { get; } = name;

    /// <summary>What it runs with.</summary>
    public IReadOnlyList<Tool> Tools { get; } = tools;

    /// <summary>The compressions it can write.</summary>
    public virtual IReadOnlyList<string> Codecs => AllCodecs;

    /// <summary>The compressions it can read, whoever wrote.</summary>
    public virtual IReadOnlyList<string> ReadCodecs => AllCodecs;

    /// <summary>The program that acts its scenes (clients/python/scenes.py); null for one that has none.</summary>
    public virtual IReadOnlyList<string>? Scenes => null;

    /// <summary>Writes records, each to its own partition, in order, and returns when all are acknowledged.</summary>
    public abstract Task ProduceAsync(
        string bootstrap, string topic, string codec, IReadOnlyList<ClientRecord> records,
        string clientId = "conformance");

    /// <summary>
    /// Reads <paramref name="count"/> records as a member of a group, from the committed offsets or the beginning, and
    /// commits what was read.
    /// </summary>
    public abstract Task<IReadOnlyList<ClientRecord>> ConsumeAsync(
        string bootstrap, IReadOnlyList<string> topics, string group, int count);

    public override string ToString() => Name;
}
