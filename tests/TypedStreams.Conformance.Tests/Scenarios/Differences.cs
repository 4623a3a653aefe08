// Cells in which our broker and Apache Kafka differ, with the reason. An entry whose cells agree is stale and fails the
// test.
namespace TypedStreams.Conformance.Tests.Scenarios;

internal static class Differences
{
    /// <summary>The explanation of each difference; none is known.</summary>
    internal static IReadOnlyDictionary<Cell, string> Explained { get; } = new Dictionary<Cell, string>();
}
