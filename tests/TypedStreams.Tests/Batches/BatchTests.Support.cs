using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Batches;

public sealed partial class BatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Task<TestApp> StartAsync(
        string prefix,
        Action<ITypedStreamsBuilder> groups,
        TimeProvider? clock = null,
        params (string Key, string Value)[] settings) => TestApp.StartAsync(
            servers,
            prefix,
            groups,
            services => services.AddSingleton<BatchHook>().AddSingleton(clock ?? TimeProvider.System),
            [OnePartition, .. settings]);

    private static BatchHook Hook(TestApp app) => app.Service<BatchHook>();

    private static IEnumerable<int> Range(int from, int count) => Enumerable.Range(from, count);

    private static IEnumerable<int> Values(BatchCall call) =>
        call.Messages.Cast<Number>().Select(number => number.Value);

    /// <summary>Sends numbers in their order.</summary>
    private static Task SendAsync(TestApp app, int from, int to)
    {
        var producer = app.Producer<Number>();
        return Task.WhenAll(Range(from, to - from).Select(
            value => producer.SendAsync(new Number($"key-{value % 10}", value)).AsTask()));
    }

    private static async Task<int> FeedAsync(TestApp app, CancellationToken end)
    {
        const int AtOnce = 50;
        var sent = 0;
        for (; !end.IsCancellationRequested; sent += AtOnce)
        {
            await SendAsync(app, sent, sent + AtOnce);
        }

        return sent;
    }

    private static async Task SendTombstoneAsync(TestApp app, string topic)
    {
        var kafka = await app.Connection.GetKafkaAsync();
        await using var producer = kafka.CreateProducer();
        await producer.SendAsync(
            app.Connection.Options.NamePrefix + topic, "k"u8.ToArray(), null, new Client.SendOptions { Partition = 0 });
    }

    private static async Task UntilCommittedAsync(TestApp app, string group, string topic, long count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await app.CommittedAsync(group, topic)).Values.Sum() < count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
