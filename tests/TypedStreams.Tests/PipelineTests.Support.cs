using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Client;
using TypedStreams.Protocol;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public partial class PipelineTests
{
    private const int Keys = 16;

    private async Task<TestApp> StartAsync(
        string prefix, Action<ITypedStreamsBuilder> groups, params (string Key, string Value)[] settings) =>
        await TestApp.StartAsync(
            servers, prefix, groups, services => services.AddSingleton<PipeHook>(), [.. common, .. settings]);

    private static PipeHook Hook(TestApp app) => app.Service<PipeHook>();

    private static int Value(Doubled doubled) => doubled.Value;

    private static void AssertInOrder(IGrouping<string, Doubled> key) =>
        Assert.Equal(key.Select(Value).Order(), key.Select(Value));

    private static Task SendAsync(TestApp app, int from, int to)
    {
        var producer = app.Producer<Number>();
        return Task.WhenAll(Enumerable.Range(from, to - from).Select(
            value => producer.SendAsync(new Number($"key-{value % Keys}", value)).AsTask()));
    }

    /// <summary>Waits until the group has committed so many offsets of the topic numbers in all.</summary>
    private static async Task CommittedAsync(TestApp app, string group, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await app.CommittedAsync(group, "numbers")).Values.Sum() < count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task HandledAsync(TestApp app, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Hook(app).Calls < count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Sends until it is told to end; how many it sent.</summary>
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

    /// <summary>
    /// Waits until the coordinator has aborted the transaction of partition 0, however much of it had been sent.
    /// </summary>
    private static async Task AbortedAsync(TestApp app, string group, string topic)
    {
        var kafka = await app.Connection.GetKafkaAsync();
        var id = $"{app.Connection.NameOf(group)}.{app.Connection.Options.NamePrefix}{topic}.0";
        using var patience = new CancellationTokenSource(Patience);
        while ((await kafka.Admin.DescribeTransactionAsync(id, patience.Token)).State != "CompleteAbort")
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<long> EndAsync(TestApp app, string topic)
    {
        var kafka = await app.Connection.GetKafkaAsync();
        var partition = new TopicPartition(app.Connection.Options.NamePrefix + topic, 0);
        var ends = await kafka.Admin.ListOffsetsAsync([partition], TopicPartitionOffset.End);
        return ends[partition].Offset;
    }
}
