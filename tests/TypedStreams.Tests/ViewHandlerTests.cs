using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Handlers that take views are called, called again and given up on like those that take messages.</summary>
[Collection(ServersCollection.Name)]
public class ViewHandlerTests(TestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");

    [Fact]
    public async Task View_has_the_members_that_were_sent_and_a_failing_one_ends_in_the_dead_letters_unchanged()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddGlance(), settings: OnePartition);
        var calls = new ConcurrentQueue<int>();
        app.Inbox.OnReceive = (received, _) =>
        {
            if (received.As<OrderPlaced>().Number != 1)
            {
                return default;
            }

            calls.Enqueue(received.Context.Attempt);
            throw new InvalidOperationException("Not one.");
        };

        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        await app.Producer<OrderPlaced>().SendAsync(Order(1));
        await app.Producer<OrderPlaced>().SendAsync(Order(2));
        var received = await app.Inbox.NextAsync(2);
        await app.EndsAtAsync("orders.glance.dead", 1);
        await app.StopAsync();

        Assert.Equal([Order(0), Order(2)], received.Select(item => item.Message));
        Assert.Equal([1, 2, 3, 4], calls);
        var sent = (await app.ReadAllAsync("orders", Letter.Of))[1];
        var dead = Assert.Single(await app.ReadAllAsync("orders.glance.dead", Letter.Of));
        Assert.Equal((sent.Key, sent.Value), (dead.Key, dead.Value));
        Assert.Equal("System.InvalidOperationException", dead.Header(LetterHeaders.ErrorType));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_dead_at_once_and_the_error_names_the_field()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddGlance(), settings: OnePartition);
        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        var framed = Convert.FromHexString((await app.ReadAllAsync("orders", Letter.Of))[0].Value!);

        await app.SendRawAsync("orders", 0, [.. framed[..5], 200]);
        await app.SendRawAsync("orders", 0, [.. framed[..5], 2, 0xff, 2, 2]);
        await app.Producer<OrderPlaced>().SendAsync(Order(3));
        var received = await app.Inbox.NextAsync(2);
        await app.StopAsync();

        Assert.Equal([0, 3], received.Select(item => item.As<OrderPlaced>().Number));
        var dead = await app.ReadAllAsync("orders.glance.dead", Letter.Of);
        Assert.Equal(["1", "2"], dead.Select(letter => letter.Header(LetterHeaders.OriginOffset)));
        Assert.All(dead, letter => Assert.Equal("0", letter.Header(LetterHeaders.Attempt)));
        Assert.All(dead, letter => Assert.Equal(
            "TypedStreams.MalformedDataException", letter.Header(LetterHeaders.ErrorType)));
        Assert.Contains("not UTF-8", dead[1].Header(LetterHeaders.ErrorMessage));
        Assert.Contains("OrderId", dead[1].Header(LetterHeaders.ErrorMessage));
    }

    [Fact]
    public async Task Middleware_around_a_view_sees_the_message_and_may_wait()
    {
        var seen = new ConcurrentQueue<object>();
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddGlance().Use(async (call, next, cancellationToken) =>
            {
                seen.Enqueue(call.Message);
                await Task.Yield();
                await next(cancellationToken);
            }),
            settings: OnePartition);
        await app.Producer<OrderPlaced>().SendAsync(Order(0));
        await app.Producer<OrderPlaced>().SendAsync(Order(1));
        var received = await app.Inbox.NextAsync(2);
        await app.StopAsync();

        Assert.Equal([Order(0), Order(1)], received.Select(item => item.Message));
        Assert.Equal([Order(0), Order(1)], seen);
    }

    [Fact]
    public async Task Views_and_messages_are_handled_many_at_once_each_key_in_order()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddCrowd(),
            services => services.AddScoped<ScopedHandler.Work>());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => app.Producer<OrderPlaced>()
            .SendAsync(new OrderPlaced($"k{i % 7}", i, DateTimeOffset.UnixEpoch)).AsTask()));
        await app.Producer<Tick>().SendAsync(new Tick(5));
        var received = await app.Inbox.NextAsync(201);
        await app.StopAsync();

        Assert.Contains(received, item => item.Message is Tick { Number: 5 });
        Assert.All(
            received.Select(item => item.Message).OfType<OrderPlaced>().GroupBy(order => order.OrderId),
            key => Assert.Equal(key.Select(order => order.Number).Order(), key.Select(order => order.Number)));
    }

    [Fact]
    public async Task Record_of_another_version_is_viewed_in_todays_schema()
    {
        var prefix = TestApp.NewPrefix();
        await using (var old = await TestApp.StartAsync(servers, prefix))
        {
            await old.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p1", 5, "late"));
            await old.Producer<Parcel>().SendAsync(new Parcel("p-1", 7, null));
            await old.StopAsync();
        }

        await using var app = await TestApp.StartAsync(servers, prefix, groups => groups.AddClerk());
        await app.Producer<Contracts.V2.Payment>().SendAsync(new Contracts.V2.Payment("p2", 6, "CHF"));
        var received = (await app.Inbox.NextAsync(3)).Select(item => item.Message).ToList();
        await app.StopAsync();

        Assert.Contains(new Contracts.V2.Payment("p1", 5), received);
        Assert.Contains(new Contracts.V2.Payment("p2", 6, "CHF"), received);
        Assert.Contains(new Contracts.V2.Parcel("p-1", 7, null), received);
    }

    [Fact]
    public async Task Exactly_once_handler_of_a_view_is_called_again_and_what_fails_for_good_is_put_aside()
    {
        var hook = new PipeHook();
        var isFirst = true;
        hook.OnEnter = (number, _, _) =>
        {
            if (number.Value == 3 || (number.Value == 6 && isFirst))
            {
                isFirst = number.Value == 3 && isFirst;
                throw new InvalidOperationException("Not this time.");
            }

            return default;
        };
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddViewer(),
            services => services.AddSingleton(hook),
            OnePartition);
        for (var i = 0; i < 10; i++)
        {
            await app.Producer<Number>().SendAsync(new Number("k", i));
        }

        await CommittedAsync(app, "viewer", 10);
        await app.StopAsync();

        Assert.Equal([0, 2, 4, 8, 10, 12, 14, 16, 18], (await app.ReadAllAsync<Doubled>()).Select(item => item.Value));
        Assert.Equal([1, 5, 7, 9], (await app.ReadAllAsync<Odd>()).Select(item => item.Value));
        Assert.Equal("3", Assert.Single(await app.ReadAllAsync("numbers.viewer.dead", Letter.Of))
            .Header(LetterHeaders.OriginOffset));
    }

    [Fact]
    public async Task Sequence_that_a_handler_of_a_view_returns_is_sent_in_order()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddTallier(), settings: OnePartition);
        for (var i = 0; i < 5; i++)
        {
            await app.Producer<Number>().SendAsync(new Number("k", i));
        }

        await CommittedAsync(app, "tallier", 5);
        await app.StopAsync();

        Assert.Equal([0, 0, 1, 0, 1, 2, 0, 1, 2, 3], (await app.ReadAllAsync<Doubled>()).Select(item => item.Value));
    }

    private static OrderPlaced Order(int number) =>
        new($"order-{number}", number, DateTimeOffset.UnixEpoch.AddMinutes(number));

    private static async Task CommittedAsync(TestApp app, string group, long offset)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await app.CommittedAsync(group, "numbers")).GetValueOrDefault(0) < offset)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
