// What a client cannot do, whatever the broker, with the reason. A cell that is neither here nor filled fails the test,
// and so does an entry for a cell that does not exist.
namespace TypedStreams.Conformance.Tests.Scenarios;

internal static class Limits
{
    private const string Classic = "speaks the classic protocol only";
    private const string Assignors = "has no cooperative assignor";
    private const string Names = "has no group.instance.id";
    private const string InProcess =
        "runs inside the test's process, which cannot crash; its librdkafka is that of confluent-python-2.16.0";

    private const string JavaOnly = "has no share consumer";
    private const string Ours = "no foreign client: its own tests run on both brokers (TypedStreams.Client.Tests)";

    /// <summary>The reason for each cell that stays empty.</summary>
    internal static IReadOnlyDictionary<Cell, string> All { get; } = new Dictionary<Cell, string>
    {
        [new("time", "confluent-dotnet-2.15.1")] = InProcess,
        [new("admin", "confluent-dotnet-2.15.1")] = InProcess,
        [new("group", "confluent-dotnet-2.15.1")] = InProcess,
        [new("cooperative", "confluent-dotnet-2.15.1")] = InProcess,
        [new("static", "confluent-dotnet-2.15.1")] = InProcess,
        [new("KIP-848", "confluent-dotnet-2.15.1")] = InProcess,
        [new("share", "confluent-dotnet-2.15.1")] = JavaOnly,

        [new("time", "typedstreams")] = Ours,
        [new("admin", "typedstreams")] = Ours,
        [new("group", "typedstreams")] = Ours,
        [new("cooperative", "typedstreams")] = Ours,
        [new("static", "typedstreams")] = Ours,
        [new("KIP-848", "typedstreams")] = Ours,
        [new("share", "typedstreams")] = Ours,

        [new("admin", "kcat-1.7.1")] = "has no admin calls but to list",
        [new("group", "kcat-1.7.1")] = "commits a record that it has not printed yet when it is told to stop",
        [new("retried produce", "kcat-1.7.1")] = "gives up when the connection to its only broker is cut",
        [new("KIP-848", "kcat-1.7.1")] = Classic,
        [new("share", "kcat-1.7.1")] = JavaOnly,

        [new("KIP-848", "confluent-python-debian")] = Classic,
        [new("share", "confluent-python-debian")] = JavaOnly,
        [new("share", "confluent-python-2.16.0")] = JavaOnly,

        [new("retried produce", "kafka-python-2.0.2")] = "has no idempotent producer: what it repeats is stored twice",
        [new("cooperative", "kafka-python-2.0.2")] = Assignors,
        [new("static", "kafka-python-2.0.2")] = Names,
        [new("KIP-848", "kafka-python-2.0.2")] = Classic,
        [new("share", "kafka-python-2.0.2")] = JavaOnly,
        [new("KIP-848", "kafka-python-3.0.12")] = Classic,
        [new("share", "kafka-python-3.0.12")] = JavaOnly,

        [new("cooperative", "aiokafka-0.14.0")] = Assignors,
        [new("KIP-848", "aiokafka-0.14.0")] = Classic,
        [new("share", "aiokafka-0.14.0")] = JavaOnly,

        [new("cooperative", "kafkajs-2.2.4")] = Assignors,
        [new("static", "kafkajs-2.2.4")] = Names,
        [new("KIP-848", "kafkajs-2.2.4")] = Classic,
        [new("share", "kafkajs-2.2.4")] = JavaOnly,

        [new("cooperative", "platformatic-1.35.0")] = Assignors,
        [new("share", "platformatic-1.35.0")] = JavaOnly,
    };
}
