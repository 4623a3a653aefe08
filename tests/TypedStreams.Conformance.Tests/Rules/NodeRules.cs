using System.Text.Json;
using System.Text.Json.Nodes;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Rules;

/// <summary>Rules as Confluent's JavaScript client runs them: requests as lines, answers as lines.</summary>
internal static class NodeRules
{
    internal static async Task<IReadOnlyList<JsonElement>> AskAsync(string registry, IEnumerable<JsonObject> requests)
    {
        var lines = requests.Select(request => request.ToJsonString()).ToList();
        var output = await Command.CheckAsync(
            ["node", Path.Combine(Tools.Clients, "node", "rules.js"), registry], string.Join('\n', lines) + '\n');
        var answers = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(lines.Count, answers.Count);
        return answers;
    }
}
