// The same scenarios with every foreign client on our broker and on Apache Kafka, compared cell by cell.
using System.Text;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.Conformance.Tests.Scenarios;

public sealed class ScenarioTests(ITestOutputHelper output)
{
    internal const string Failure = "FAILED";

    [ToolFact(Tool.Librdkafka)]
    public async Task Scenarios_of_all_clients_end_as_they_do_on_apache_kafka()
    {
        bool compares = ToolSkip.Reason(Tool.Kafka) is null;
        var filling = new[] { false, true }.Where(isKafka => !isKafka || compares).Select(FillAsync).ToArray();
        var tables = await Task.WhenAll(filling);
        output.WriteLine(Show(tables));

        var failed = tables.SelectMany((table, place) => table
            .Where(filled => filled.Value.StartsWith(Failure, StringComparison.Ordinal))
            .Select(filled => $"{(place == 0 ? "ours" : "Apache Kafka")}, {filled.Key}: {filled.Value}"));
        Assert.True(!failed.Any(), string.Join(Environment.NewLine, failed));
        if (compares)
        {
            var differing = tables[0].Keys.Where(cell => tables[0][cell] != tables[1][cell]);
            var explained = Differences.Explained.Keys;
            Assert.Equal(explained.Select(cell => $"{cell}").Order(), differing.Select(cell => $"{cell}").Order());
        }
    }

    [Fact]
    public void Limits_name_cells_that_exist()
    {
        var cells = from scenario in ScenarioTable.Scenarios
                    from client in AllClients.List
                    select new Cell(scenario, client.Name);
        Assert.Empty(Limits.All.Keys.Concat(Differences.Explained.Keys).Except(cells));
    }

    private static async Task<IReadOnlyDictionary<Cell, string>> FillAsync(bool isKafka)
    {
        await using var broker = await ScenarioBroker.StartAsync(isKafka);
        return await ScenarioTable.FillAsync(broker);
    }

    private static string Show(IReadOnlyDictionary<Cell, string>[] tables)
    {
        var text = new StringBuilder();
        foreach (string scenario in ScenarioTable.Scenarios)
        {
            text.AppendLine(scenario);
            foreach (var client in AllClients.Available)
            {
                var cell = new Cell(scenario, client.Name);
                if (!tables[0].TryGetValue(cell, out string? ours))
                {
                    text.AppendLine($"  {client.Name,-26} cannot: {Limits.All[cell]}");
                    continue;
                }

                text.AppendLine($"  {client.Name,-26} {ours}");
                if (tables is [_, var kafkas] && kafkas[cell] != ours)
                {
                    text.AppendLine($"  {"on Apache Kafka",-26} {kafkas[cell]}");
                }
            }
        }

        return text.ToString();
    }
}
