using TypedStreams.Client;
using TypedStreams.Testing;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>What the worker of a partition does when it cannot know, may not go on, or has tried enough.</summary>
public partial class PipelineTests
{
    private const short Heartbeat = 12;
    private const short EndTransaction = 26;
    private static readonly (string, string) ShortTransactions = ("Pipeline:TransactionTimeout", "1500ms");

    protected async Task LostAnswerIsAskedForAgainAsync()
    {
        var (app, lost) = await StartDisturbedAsync(RequestFate.LosesItsAnswer, most: 1);
        await using var disposing = app;

        await SendAsync(app, 0, 10);
        await CommittedAsync(app, "doubler", 10);
        await app.StopAsync();

        Assert.Equal(1, lost.Count);
        await AssertDoubledAsync(app, 10);
        Assert.Equal(10, Hook(app).Calls);
    }

    protected async Task CommittedWithoutAnAnswerIsNotDoneAgainAsync()
    {
        // Committed at once: a transaction that is open for nearly its timeout may end by it on a busy machine.
        var (app, lost) = await StartDisturbedAsync(
            RequestFate.LosesItsAnswer, most: int.MaxValue, ShortTransactions, ("Pipeline:CommitInterval", "10ms"));
        await using var disposing = app;

        await SendAsync(app, 0, 10);
        await app.LoggedAsync("is done again"); // the worker has given up asking; the broker has committed
        lost.Enough = true;
        await SendAsync(app, 10, 20);
        await CommittedAsync(app, "doubler", 20);
        await app.StopAsync();

        Assert.True(lost.Count > 1);
        await AssertDoubledAsync(app, 20);
        Assert.Equal(20, Hook(app).Calls);
    }

    protected async Task NotCommittedWithoutAnAnswerIsDoneAgainAsync()
    {
        var (app, lost) = await StartDisturbedAsync(
            RequestFate.IsLost, most: int.MaxValue, ShortTransactions, ("Pipeline:CommitInterval", "1s"));
        await using var disposing = app;

        await SendAsync(app, 0, 10);
        await HandledAsync(app, 20);
        lost.Enough = true;
        await CommittedAsync(app, "doubler", 10);
        await app.StopAsync();

        await AssertDoubledAsync(app, 10);
    }

    protected async Task LateCommitChangesNothingAsync()
    {
        var (app, lost) = await StartDisturbedAsync(
            RequestFate.IsLate, most: 3, ("Pipeline:MaxMessages", "5"), ("Pipeline:CommitInterval", "50ms"));
        await using var disposing = app;

        // The late requests arrive while later transactions are open, some of which abort.
        Hook(app).OnEnter = (number, _, _) =>
            number.Value == 700 ? throw new InvalidOperationException("Stop.") : default;
        for (var sent = 0; sent < 700; sent += 50)
        {
            await SendAsync(app, sent, sent + 50);
            await CommittedAsync(app, "doubler", sent + 50);
        }

        await SendAsync(app, 700, 701);
        Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());
        Assert.Equal(3, lost.Count);
        await AssertDoubledAsync(app, 700);
    }

    protected async Task FencedWorkerAsksItsGroupAsync()
    {
        // The group's answers are lost, so that it vouches for nobody.
        var prefix = TestApp.NewPrefix();
        var (app, lost) = await StartDisturbedAsync(
            Heartbeat, RequestFate.LosesItsAnswer, int.MaxValue, prefix, ("Pipeline:CommitInterval", "1s"));
        await using var disposing = app;
        await SendAsync(app, 0, 10);
        await HandledAsync(app, 10);
        await TakeOverAsync(app, prefix);

        await SendAsync(app, 10, 20);
        await app.LoggedAsync("was taken over");
        var handled = Hook(app).Calls;
        await SendAsync(app, 20, 30);
        Assert.Equal(handled, Hook(app).Calls);
        lost.Enough = true;
        await CommittedAsync(app, "doubler", 30);
        await app.StopAsync();

        await AssertDoubledAsync(app, 30);
    }

    protected async Task FencedByItselfGoesOnAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = await StartAsync(
            prefix, groups => groups.AddDoubler(), OnePartition, ("Pipeline:CommitInterval", "50ms"));
        for (var sent = 0; sent < 100; sent += 20)
        {
            await SendAsync(app, sent, sent + 20);
            await CommittedAsync(app, "doubler", sent + 20);
            await TakeOverAsync(app, prefix);
        }

        await app.LoggedAsync("was taken over");
        await app.StopAsync();

        await AssertDoubledAsync(app, 100);
    }

    protected async Task RetriesEndAsync()
    {
        var prefix = TestApp.NewPrefix();
        var (app, _) = await StartDisturbedAsync(
            RequestFate.IsLost, most: int.MaxValue, prefix, ShortTransactions, ("Pipeline:RetryFor", "1s"));
        await using (app)
        {
            await SendAsync(app, 0, 10);

            var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

            Assert.Equal((0, 0L), (failure.Partition, failure.Offset));
            Assert.IsType<KafkaException>(failure.InnerException);
            Assert.Empty(await app.ReadAllAsync<Doubled>());
        }

        await using var again = await StartAsync(prefix, groups => groups.AddDoubler());
        await CommittedAsync(again, "doubler", 10);
        await again.StopAsync();
        await AssertDoubledAsync(again, 10);
    }

    protected async Task BytesAreBoundedAsync()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddDoubler(),
            OnePartition,
            ("Pipeline:MaxBytes", "1024"),
            ("Pipeline:CommitInterval", "30s"));
        var producer = app.Producer<Number>();
        for (var value = 0; value < 12; value += 2)
        {
            // Key and value together: a little more than 512 bytes.
            await producer.SendAsync(new Number(new string('k', 256), value));
        }

        await CommittedAsync(app, "doubler", 6);
        await app.SettledAsync();
        var end = await EndAsync(app, "doubles");
        await app.StopAsync();

        Assert.Equal(9, end); // six messages, and the marker of three transactions
    }

    protected async Task OutputThatIsTooLargeStopsAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = await StartAsync(
            prefix, groups => groups.AddDoubler(), OnePartition, ("Pipeline:CommitInterval", "2s"));
        var kafka = await app.Connection.GetKafkaAsync();
        await kafka.Admin.AlterConfigsAsync(
            ConfigResourceType.Topic, prefix + "doubles", [new ConfigChange("max.message.bytes", "1000")]);
        for (var value = 0; value < 10; value++)
        {
            // One of a transaction of ten; nobody knows which before they are tried in smaller ones.
            await app.Producer<Number>().SendAsync(
                new Number(value == 7 ? new string('k', 800) : "small", value));
        }

        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal((0, 7L), (failure.Partition, failure.Offset));
        Assert.Contains("MESSAGE_TOO_LARGE", failure.Message);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(value => new Doubled("small", value * 2)),
            await app.ReadAllAsync<Doubled>());
    }

    /// <summary>What a request of the worker does that is late: its transactional id is taken over.</summary>
    private static async Task TakeOverAsync(TestApp app, string prefix)
    {
        var kafka = await app.Connection.GetKafkaAsync();
        await using var other = kafka.CreateProducer(
            new KafkaProducerOptions { TransactionalId = $"{prefix}doubler.{prefix}numbers.0" });
        await other.InitTransactionsAsync();
    }

    private static async Task AssertDoubledAsync(TestApp app, int count) =>
        Assert.Equal(Enumerable.Range(0, count).Select(i => i * 2), (await app.ReadAllAsync<Doubled>()).Select(Value));

    private Task<(TestApp App, Losses Losses)> StartDisturbedAsync(
        RequestFate fate, int most, params (string Key, string Value)[] settings) =>
        StartDisturbedAsync(fate, most, TestApp.NewPrefix(), settings);

    private Task<(TestApp App, Losses Losses)> StartDisturbedAsync(
        RequestFate fate, int most, string prefix, params (string Key, string Value)[] settings) =>
        StartDisturbedAsync(EndTransaction, fate, most, prefix, settings);

    /// <summary>An application whose requests of one API meet a fate, so many of them.</summary>
    private async Task<(TestApp App, Losses Losses)> StartDisturbedAsync(
        short api, RequestFate fate, int most, string prefix, params (string Key, string Value)[] settings)
    {
        var losses = new Losses(api, fate, most, clientId: prefix);
        servers.Proxy.Decide = losses.Decide;
        var app = await StartAsync(
            prefix, groups => groups.AddDoubler(), [OnePartition, ("ClientId", prefix), .. settings]);
        return (app, losses);
    }

    private sealed class Losses(short api, RequestFate fate, int most, string clientId)
    {
        private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);
        private volatile bool _enough;
        private int _count;

        internal int Count => Math.Min(Volatile.Read(ref _count), most);

        internal bool Enough { set => _enough = value; }

        internal Disturbance Decide(ProxiedRequest request) =>
            request.ApiKey == api && request.ClientId == clientId && !_enough
                && Interlocked.Increment(ref _count) <= most
                ? new Disturbance(fate, fate == RequestFate.IsLate ? Late : TimeSpan.Zero)
                : default;
    }
}
