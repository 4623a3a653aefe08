// Groups whose members are processes of one client, under load: they join, leave and crash; they give up no more than
// they must (cooperative); one that comes back by its name finds its partitions (static).
using TypedStreams.Conformance.Tests.Clients;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal static class GroupScenes
{
    internal static Task<IReadOnlyList<string>> ClassicAsync(ScenarioBroker broker, KafkaClient client) =>
        ComeAndGoAsync(broker, client, "eager");

    internal static Task<IReadOnlyList<string>> ConsumerAsync(ScenarioBroker broker, KafkaClient client) =>
        ComeAndGoAsync(broker, client, "consumer");

    internal static async Task<IReadOnlyList<string>> CooperativeAsync(ScenarioBroker broker, KafkaClient client)
    {
        await using var crowd = new Crowd(broker, $"cooperative-{client.Name}");
        await crowd.StartLoadAsync();
        await using var first = new Member(crowd, broker, client, "cooperative", "first");
        await crowd.UntilAsync(() => first.Holds.Count == Crowd.Partitions, () => $"the first {first}");

        await using var second = new Member(crowd, broker, client, "cooperative", "second");
        await crowd.UntilAsync(
            () => second.Holds.Count > 0 && first.Holds.Count + second.Holds.Count == Crowd.Partitions,
            () => $"the first {first}, the second {second}");

        string read = await crowd.AllReadAsync();
        return [$"gave up {first.Lost} of {Crowd.Partitions}, the other took {second.Holds.Count}; {read}"];
    }

    internal static async Task<IReadOnlyList<string>> StaticAsync(ScenarioBroker broker, KafkaClient client)
    {
        await using var crowd = new Crowd(broker, $"static-{client.Name}");
        await crowd.StartLoadAsync();
        await using var first = new Member(crowd, broker, client, "static", "first");
        await using var second = new Member(crowd, broker, client, "static", "second");
        await crowd.UntilAsync(
            () => first.Holds.Count == 2 && second.Holds.Count == 2, () => $"the first {first}, the second {second}");
        int lost = first.Lost;

        await second.KillAsync();
        await using var again = new Member(crowd, broker, client, "static", "second");
        await crowd.UntilAsync(() => again.Holds.Count == 2 && again.Count > 0, () => $"it came back and {again}");

        string read = await crowd.AllReadAsync();
        string place = again.Holds.SetEquals(second.Holds) ? "its own partitions" : "others' partitions";
        return [$"came back to {place}; the other lost {first.Lost - lost}; {read}"];
    }

    private static async Task<IReadOnlyList<string>> ComeAndGoAsync(
        ScenarioBroker broker, KafkaClient client, string kind)
    {
        await using var crowd = new Crowd(broker, $"{kind}-{client.Name}");
        await crowd.StartLoadAsync();
        await using var leaver = new Member(crowd, broker, client, kind, "leaver");
        await using var crasher = new Member(crowd, broker, client, kind, "crasher");
        await crowd.UntilAsync(
            () => leaver.Count > 0 && crasher.Count > 0, () => $"the leaver {leaver}, the crasher {crasher}");
        await using var stayer = new Member(crowd, broker, client, kind, "stayer");
        await crowd.UntilAsync(() => stayer.Count > 0, () => $"the stayer {stayer}");

        await leaver.LeaveAsync();
        await crasher.KillAsync();
        string read = await crowd.AllReadAsync();
        await stayer.LeaveAsync();

        return [$"3 joined, 1 left, 1 crashed; {read}; lag {await crowd.LagAsync()} when all had left"];
    }
}
