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
        var tables = await FillAsync(compares);
        if (Doubtful(tables) is { Count: > 0 } doubtful)
        {
            output.WriteLine(Show(tables));
            output.WriteLine($"Acted once more: {string.Join(", ", doubtful)}");
            foreach (var (table, again) in tables.Zip(await FillAsync(compares, doubtful)))
            {
                again.ToList().ForEach(filled => table[filled.Key] = filled.Value);
            }
        }

        output.WriteLine(Show(tables));

        var failed = tables.SelectMany((table, place) => table
            .Where(filled => filled.Value.StartsWith(Failure, StringComparison.Ordinal))
            .Select(filled => $"{(place == 0 ? "ours" : "Apache Kafka")}, {filled.Key}: {filled.Value}"));
        Assert.True(!failed.Any(), string.Join(Environment.NewLine, failed));
        if (compares)
        {
            var differing = Differing(tables);
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

    // On both brokers at the same time.
    private static Task<Dictionary<Cell, string>[]> FillAsync(bool compares, IReadOnlySet<Cell>? wanted = null)
    {
        return Task.WhenAll(new[] { false, true }.Where(isKafka => !isKafka || compares).Select(FillOneAsync));

        async Task<Dictionary<Cell, string>> FillOneAsync(bool isKafka)
        {
            await using var broker = await ScenarioBroker.StartAsync(isKafka);
            return await ScenarioTable.FillAsync(broker, wanted);
        }
    }

    // A machine that stands still for seconds ends sessions and moves partitions, with any client and either broker.
    // What is wrong with a broker is wrong twice.
    private static HashSet<Cell> Doubtful(Dictionary<Cell, string>[] tables) =>
    [
        .. tables.SelectMany(table => table)
            .Where(filled => filled.Value.StartsWith(Failure, StringComparison.Ordinal)).Select(filled => filled.Key),
        .. Differing(tables).Except(Differences.Explained.Keys),
    ];

    private static IEnumerable<Cell> Differing(Dictionary<Cell, string>[] tables) =>
        tables is [var ours, var kafkas] ? ours.Keys.Where(cell => ours[cell] != kafkas[cell]) : [];

    private static string Show(Dictionary<Cell, string>[] tables)
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
