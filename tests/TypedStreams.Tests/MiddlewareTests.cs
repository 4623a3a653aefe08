using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Consuming;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Databases;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>What runs around the calls of handlers.</summary>
[Collection(ServersCollection.Name)]
public sealed class MiddlewareTests(TestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");
    private readonly ConcurrentQueue<string> _notes = new();

    [Fact]
    public async Task Middleware_of_all_groups_is_outside_of_the_groups_own_and_each_in_the_order_of_its_adding()
    {
        await using var app = await StartAsync(groups => groups
            .AddBilling()
            .UseFor<Billing>(Noting("group-1"))
            .Use(Noting("all-1"))
            .UseFor<Billing>(Noting("group-2"))
            .Use(Noting("all-2")));
        app.Inbox.OnReceive = (_, _) =>
        {
            _notes.Enqueue("handler");
            return default;
        };

        await SendAsync(app, 0);
        await app.Inbox.NextAsync();
        await app.StopAsync();

        Assert.Equal(
            [
                "all-1 in", "all-2 in", "group-1 in", "group-2 in", "handler",
                "group-2 out", "group-1 out", "all-2 out", "all-1 out",
            ],
            _notes);
    }

    [Fact]
    public async Task Middleware_sees_the_message_its_context_its_group_and_the_scope_of_its_handler()
    {
        var calls = new ConcurrentQueue<(MessageCall Call, ScopedHandler.Work Work)>();
        await using var app = await StartAsync(
            groups => groups.AddScopedHandler().Use(async (call, next, cancellationToken) =>
            {
                var work = call.Services.GetRequiredService<ScopedHandler.Work>();
                Assert.Equal(0, work.Uses);
                await next(cancellationToken);
                Assert.Equal(1, work.Uses);
                calls.Enqueue((call, work));
            }),
            services => services.AddScoped<ScopedHandler.Work>());

        await SendAsync(app, 0);
        await SendAsync(app, 1);
        await app.Inbox.NextAsync(2);
        await app.StopAsync();

        Assert.Equal([0, 1], calls.Select(item => ((OrderPlaced)item.Call.Message).Number));
        Assert.Equal(2, calls.Select(item => item.Work).Distinct().Count());
        var call = calls.First().Call;
        Assert.Equal(app.Connection.Options.NamePrefix + "scoped", call.Group);
        Assert.Equal(typeof(OrderPlaced), call.MessageType);
        Assert.Equal((0, 0L, 1), (call.Context.Partition, call.Context.Offset, call.Context.Attempt));
        Assert.Null(call.Batch);
    }

    [Fact]
    public async Task Middleware_of_one_group_is_not_called_for_another()
    {
        await using var app = await StartAsync(groups => groups
            .AddBilling().AddShipping().UseFor<Shipping>(Noting("shipping")));

        await SendAsync(app, 0);
        await app.Inbox.NextAsync(2);
        await app.StopAsync();

        Assert.Equal(["shipping in", "shipping out"], _notes);
    }

    [Fact]
    public async Task Exception_that_middleware_throws_is_the_failure_of_the_message_and_each_attempt_runs_it()
    {
        await using var app = await StartAsync(groups => groups.AddCareful().Use(async (call, next, token) =>
        {
            _notes.Enqueue($"{call.Context.Attempt}");
            try
            {
                await next(token);
            }
            catch (InvalidOperationException failure)
            {
                throw new FormatException("Replaced.", failure);
            }
        }));
        app.Inbox.OnReceive = (_, _) => throw new InvalidOperationException("The handler's.");

        await SendAsync(app, 0);
        await app.EndsAtAsync("orders.careful.dead", 1);
        await app.StopAsync();

        Assert.Equal(["1", "2", "3", "4"], _notes);
        var dead = Assert.Single(await app.ReadAllAsync("orders.careful.dead", Letter.Of));
        Assert.Equal("System.FormatException", dead.Header(LetterHeaders.ErrorType));
    }

    [Fact]
    public async Task Message_whose_handler_is_skipped_counts_as_handled()
    {
        await using var app = await StartAsync(groups => groups.AddBilling().Use(
            (call, next, token) => ((OrderPlaced)call.Message).Number == 0 ? default : next(token)));

        await SendAsync(app, 0);
        await SendAsync(app, 1);
        Assert.Equal(1, (await app.Inbox.NextAsync()).As<OrderPlaced>().Number);
        await app.StopAsync();

        Assert.Equal(2, (await app.CommittedAsync("billing", "orders"))[0]);
    }

    [Fact]
    public async Task Next_that_is_called_twice_stops_the_partition_and_says_whose_it_was()
    {
        await using var app = await StartAsync(groups => groups.AddBilling().Use<Twice>());

        await SendAsync(app, 0);
        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Contains("Twice called next twice for the message at", failure.Message);
        Assert.Equal(1, app.Inbox.Waiting);
    }

    [Fact]
    public async Task Middleware_runs_around_batches_once_a_call()
    {
        var calls = new ConcurrentQueue<MessageCall>();
        await using var app = await StartAsync(
            groups => groups.AddPacker().Use((call, next, token) =>
            {
                calls.Enqueue(call);
                return next(token);
            }),
            services => services.AddSingleton<BatchHook>());
        await SendNumbersAsync(app, 20);
        await app.Service<BatchHook>().HandledAsync(20);
        await app.StopAsync();

        Assert.Equal([10, 10], calls.Select(call => call.Batch!.Count));
        Assert.Equal(
            Enumerable.Range(0, 20), calls.SelectMany(call => call.Messages).Select(item => ((Number)item).Value));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public async Task Middleware_runs_inside_of_the_transaction_of_an_exactly_once_handler(string concurrency)
    {
        await using var app = await StartAsync(
            groups => groups.AddDoubler().Use(Noting("call")).Use(async (call, next, token) =>
            {
                await next(token);
                if (((Number)call.Message).Value == 3)
                {
                    throw new InvalidOperationException("After the handler.");
                }
            }),
            services => services.AddSingleton<PipeHook>(),
            ("Groups:doubler:DeadLetters", "true"),
            ("Groups:doubler:Concurrency", concurrency));
        await SendNumbersAsync(app, 6);
        await UntilCommittedAsync(app, "doubler", 6);
        await app.StopAsync();

        Assert.Equal([0, 2, 4, 8, 10], (await app.ReadAllAsync<Doubled>()).Select(item => item.Value).Order());
        Assert.Single(await app.ReadAllAsync("numbers.doubler.dead", Letter.Of));
        Assert.Contains("call in", _notes);
    }

    [Fact]
    public async Task Middleware_runs_inside_of_the_transaction_of_a_database_handler()
    {
        await using var database = new SqliteDatabase();
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE entries (name TEXT NOT NULL, number INTEGER NOT NULL)";
            await command.ExecuteNonQueryAsync();
        }

        await using var app = await StartAsync(
            groups => groups.AddBookkeeping().AddReader().Use(Noting("call")),
            services => services.AddSingleton(database.Source).AddSingleton(new PipeHook()));
        await app.Producer<Number>().SendAsync(new Number("k", 2));
        await app.Inbox.NextAsync();
        await app.StopAsync();

        Assert.Equal(["call in", "call out", "call in", "call out"], _notes);
    }

    [Fact]
    public async Task Middleware_is_made_once_a_group_and_ends_with_it()
    {
        await using (var app = await StartAsync(
            groups => groups.AddBilling().Use<Owned>(), services => services.AddSingleton(_notes)))
        {
            await SendAsync(app, 0);
            await SendAsync(app, 1);
            await app.Inbox.NextAsync(2);
            await app.StopAsync();
        }

        Assert.Equal(["made", "called", "called", "ended"], _notes);
    }

    [Fact]
    public async Task Middleware_that_is_registered_as_scoped_is_refused_at_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(
            groups => groups.AddBilling().Use<Twice>(), services => services.AddScoped<Twice>()));

        Assert.Contains("The middleware Twice is registered as Scoped", failure.Message);
    }

    [Fact]
    public async Task Middleware_of_a_group_that_the_application_does_not_have_is_refused()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(groups => groups.AddBilling().UseFor<Shipping, Twice>()));

        Assert.Contains("no consumer group Shipping; call AddShipping() before", failure.Message);
    }

    [Fact]
    public void Without_middleware_a_call_allocates_its_message_and_nothing_else()
    {
        var type = new HandledType<MiddlewareTests, Number>(static (_, _, _, _) => default);
        byte[] payload = [2, .. "k"u8, 14];
        var written = new WrittenBy(type.Fingerprint, WrittenSchema.Of(type.Avro));
        var delivery = new Delivery(
            new MessageContext { Topic = "t", Partition = 0, Offset = 0, Timestamp = default }, null, null, null);

        var isHandled = true;
        var read = AllocatedBy(() => Read<Number>(payload));
        var call = AllocatedBy(() => isHandled &= IsDone(Call()));

        Assert.True(isHandled && read > 0);
        Assert.Equal(read, call);

        ValueTask Call() => type.HandleAsync(this, payload, written, delivery, CancellationToken.None);

        static bool IsDone(ValueTask handling) => handling.IsCompletedSuccessfully;

        static long AllocatedBy(Action act)
        {
            const int Calls = 100;
            act();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                act();
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        }
    }

    private static T Read<T>(byte[] payload)
        where T : IMessage<T> => T.Read(payload);

    private Task<TestApp> StartAsync(
        Action<ITypedStreamsBuilder> groups,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings) =>
        TestApp.StartAsync(servers, TestApp.NewPrefix(), groups, services, [OnePartition, .. settings]);

    private static Task SendAsync(TestApp app, int number) =>
        app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", number, DateTimeOffset.UnixEpoch)).AsTask();

    private static Task SendNumbersAsync(TestApp app, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(
        value => app.Producer<Number>().SendAsync(new Number("k", value)).AsTask()));

    private static async Task UntilCommittedAsync(TestApp app, string group, long count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await app.CommittedAsync(group, "numbers")).Values.Sum() < count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private Func<MessageCall, MessageDelegate, CancellationToken, ValueTask> Noting(string name) =>
        async (_, next, cancellationToken) =>
        {
            _notes.Enqueue(name + " in");
            await next(cancellationToken);
            _notes.Enqueue(name + " out");
        };

    private sealed class Twice : IMessageMiddleware
    {
        public async ValueTask InvokeAsync(MessageCall call, MessageDelegate next, CancellationToken cancellationToken)
        {
            await next(cancellationToken);
            await next(cancellationToken);
        }
    }

    private sealed class Owned : IMessageMiddleware, IDisposable
    {
        private readonly ConcurrentQueue<string> _notes;

        public Owned(ConcurrentQueue<string> notes)
        {
            _notes = notes;
            notes.Enqueue("made");
        }

        public ValueTask InvokeAsync(MessageCall call, MessageDelegate next, CancellationToken cancellationToken)
        {
            _notes.Enqueue("called");
            return next(cancellationToken);
        }

        public void Dispose() => _notes.Enqueue("ended");
    }
}
