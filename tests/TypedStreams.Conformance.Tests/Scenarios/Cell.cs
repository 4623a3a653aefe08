using TypedStreams.Conformance.Tests.Clients;

namespace TypedStreams.Conformance.Tests.Scenarios;

/// <summary>A place in the table: what is done, and by whom.</summary>
internal readonly record struct Cell(string Scenario, string Client)
{
    public override string ToString() => $"{Scenario} / {Client}";
}

/// <summary>Runs one client on one broker and fills the cells of its scenarios.</summary>
/// <param name="Scenarios">The rows that it fills.</param>
/// <param name="RunAsync">Returns a text for each of them, in their order.</param>
internal sealed record Scene(
    IReadOnlyList<string> Scenarios, Func<ScenarioBroker, KafkaClient, Task<IReadOnlyList<string>>> RunAsync);
