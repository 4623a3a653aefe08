// Fills the table: every scenario with every client that can act it, on one broker, two clients at a time.
using System.Collections.Concurrent;
using TypedStreams.Conformance.Tests.Clients;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal static class ScenarioTable
{
    private const int AtOnce = 2;

    // The long ones first, so that none of them is waited for alone at the end.
    private static readonly Scene[] Scenes =
    [
        new(["group"], GroupScenes.ClassicAsync),
        new(["KIP-848"], GroupScenes.ConsumerAsync),
        new(["static"], GroupScenes.StaticAsync),
        new(["cooperative"], GroupScenes.CooperativeAsync),
        new(["produce and consume", "headers", "tombstones", "large"], RecordScenes.RoundTripAsync),
        new(["share"], ToolScenes.ShareAsync),
        new(["retried produce"], RecordScenes.RetriedAsync),
        new(["admin"], ToolScenes.AdminAsync),
        new(["time"], ToolScenes.SinceAsync),
        new(["compacted"], RecordScenes.CompactedAsync),
        new(["too large"], RecordScenes.TooLargeAsync),
    ];

    /// <summary>The rows.</summary>
    internal static IReadOnlyList<string> Scenarios { get; } = [.. Scenes.SelectMany(scene => scene.Scenarios)];

    /// <summary>Acts the scenes of the cells that are wanted; null is all of them.</summary>
    internal static async Task<Dictionary<Cell, string>> FillAsync(
        ScenarioBroker broker, IReadOnlySet<Cell>? wanted = null)
    {
        var cells = new ConcurrentDictionary<Cell, string>();
        var work =
            from scene in Scenes
            from client in AllClients.Available
            where !Limits.All.ContainsKey(new Cell(scene.Scenarios[0], client.Name))
            where wanted?.Overlaps(scene.Scenarios.Select(scenario => new Cell(scenario, client.Name))) ?? true
            select (scene, client);
        await Parallel.ForEachAsync(
            work,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (act, _) =>
            {
                var texts = await ActAsync(act.scene, broker, act.client);
                foreach (var (scenario, text) in act.scene.Scenarios.Zip(texts))
                {
                    cells[new Cell(scenario, act.client.Name)] = text;
                }
            });
        return new Dictionary<Cell, string>(cells);
    }

    // A client that fails has a cell that says so, and the others are still judged.
    private static async Task<IReadOnlyList<string>> ActAsync(Scene scene, ScenarioBroker broker, KafkaClient client)
    {
        try
        {
            return await scene.RunAsync(broker, client);
        }
        catch (Exception failure)
        {
            return [.. scene.Scenarios.Select(_ => $"{ScenarioTests.Failure} {failure.Message}")];
        }
    }
}
