// What a client's scene program does from beginning to end in one run; its lines are the cell.
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal static class ToolScenes
{
    private const int SinceCount = 5;
    private const int Shared = 20;
    private const int AfterMinutes = 41;

    internal static Task<IReadOnlyList<string>> SinceAsync(ScenarioBroker broker, KafkaClient client)
    {
        // Half a minute after one record: the next is the first at that time or later.
        long time = ScenarioBroker.FirstTime.AddMinutes(AfterMinutes).AddSeconds(30).ToUnixTimeMilliseconds();
        return ActAsync(client, "since", broker.Bootstrap, ScenarioBroker.Times, $"{time}", $"{SinceCount}");
    }

    internal static Task<IReadOnlyList<string>> AdminAsync(ScenarioBroker broker, KafkaClient client) =>
        ActAsync(client, "admin", broker.Bootstrap, $"admin-{client.Name}");

    internal static async Task<IReadOnlyList<string>> ShareAsync(ScenarioBroker broker, KafkaClient client)
    {
        await broker.CreateTopicAsync("shared", 1);
        await client.ProduceAsync(
            broker.Bootstrap, "shared", "none",
            [.. Enumerable.Range(0, Shared).Select(i => new ClientRecord { Value = $"{i:x2}" })]);
        return await ActAsync(client, "share", broker.Bootstrap, "shared");
    }

    private static async Task<IReadOnlyList<string>> ActAsync(KafkaClient client, params string[] arguments)
    {
        string output = await Command.CheckAsync([.. client.Scenes!, .. arguments]);
        var lines = output.Split('\n').Where(line => line.StartsWith("= ", StringComparison.Ordinal));
        return [string.Join("; ", lines.Select(line => line[2..]))];
    }
}
