// A client in another language: a program under clients/ with the command line that clients/python/records.py
// describes.
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

public sealed class CommandClient(string name, Func<IReadOnlyList<string>> command, params Tool[] tools)
    : KafkaClient(name, tools)
{
    private readonly HashSet<string> _unwritable = [];
    private readonly HashSet<string> _unreadable = [];
    private Func<IReadOnlyList<string>>? _scenes;

    public override IReadOnlyList<string>? Scenes => _scenes?.Invoke();

    public override IReadOnlyList<string> Codecs => [.. AllCodecs.Where(codec => !_unwritable.Contains(codec))];

    public override IReadOnlyList<string> ReadCodecs => [.. AllCodecs.Where(codec => !_unreadable.Contains(codec))];

    /// <summary>The same client without a compression that it lacks.</summary>
    public CommandClient Without(string codec)
    {
        _unwritable.Add(codec);
        return WithoutReading(codec);
    }

    /// <summary>The same client without one that it cannot read from everyone.</summary>
    public CommandClient WithoutReading(string codec)
    {
        _unreadable.Add(codec);
        return this;
    }

    /// <summary>The same client with a program that acts scenes.</summary>
    public CommandClient Acting(Func<IReadOnlyList<string>> scenes)
    {
        _scenes = scenes;
        return this;
    }

    public override async Task ProduceAsync(
        string bootstrap, string topic, string codec, IReadOnlyList<ClientRecord> records,
        string clientId = "conformance")
    {
        using var folder = new DataDirectory();
        var file = Path.Combine(folder.Path, "records.jsonl");
        await File.WriteAllLinesAsync(file, records.Select(record => record.ToString()));
        await Command.CheckAsync(
            [.. command(), "produce", bootstrap, topic, codec, file],
            environment: new Dictionary<string, string> { ["CLIENT_ID"] = clientId });
    }

    public override async Task<IReadOnlyList<ClientRecord>> ConsumeAsync(
        string bootstrap, IReadOnlyList<string> topics, string group, int count)
    {
        var output = await Command.CheckAsync(
            [.. command(), "consume", bootstrap, string.Join(',', topics), group, $"{count}"]);
        return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(ClientRecord.Parse)];
    }
}
