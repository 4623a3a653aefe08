using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedStreams.Broker.Embedding;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Embedding;

/// <summary>A typed application on a broker that its test holds.</summary>
public sealed class EmbeddedAppTests
{
    // Shown in src/TypedStreams.Broker/Embedding/README.md; the test below compares the two.
    [Fact]
    public async Task Invoice_is_billed_once_although_its_first_answer_was_lost()
    {
        await using var broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Transport = EmbeddedTransport.InProcess });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Inbox>();
        builder.AddTypedStreams().AddBilling().UseEmbeddedBroker(broker);
        using var app = builder.Build();
        await app.StartAsync();

        using var lost = broker.Faults.On(ApiKey.Produce).OfTopic("orders").Times(1).DisconnectAfter();
        var orders = app.Services.GetRequiredService<IProducer<OrderPlaced>>();
        await orders.SendAsync(new OrderPlaced("A-1", 1, DateTimeOffset.UnixEpoch));
        await orders.SendAsync(new OrderPlaced("A-1", 2, DateTimeOffset.UnixEpoch));

        var billed = await app.Services.GetRequiredService<Inbox>().NextAsync(2);
        Assert.Equal([1, 2], billed.Select(item => item.As<OrderPlaced>().Number));
        Assert.Equal(1, lost.Hits);
        await app.StopAsync();
    }

    [Fact]
    public void Page_shows_what_the_test_above_runs()
    {
        var root = TypedStreams.Testing.Tools.Root;
        var page = File.ReadAllText(Path.Combine(root, "src", "TypedStreams.Broker", "Embedding", "README.md"));
        var test = File.ReadAllText(
            Path.Combine(root, "tests", "TypedStreams.Tests", "Embedding", "EmbeddedAppTests.cs"));
        var snippet = page.Split("```csharp\n")[1].Split("```")[0].TrimEnd();
        var indented = string.Join('\n', snippet.Split('\n').Select(line => line.Length == 0 ? "" : "    " + line));

        Assert.Contains(indented, test, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_of_a_handler_and_a_retry_topic_come_due_when_the_clock_is_moved()
    {
        // The application's clock alone: the group's session goes on while the pauses of its handlers fly by.
        var clock = new VirtualClock();
        await using var broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Transport = EmbeddedTransport.InProcess });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Inbox>();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddTypedStreams(options => options.Groups["billing"] = Twice()).AddBilling().UseEmbeddedBroker(broker);
        using var app = builder.Build();
        await app.StartAsync();
        var inbox = app.Services.GetRequiredService<Inbox>();
        var attempts = new List<(int Attempt, DateTimeOffset At)>();
        inbox.OnReceive = (received, _) =>
        {
            attempts.Add((received.Context.Attempt, clock.GetUtcNow()));
            return received.Context.Attempt > 2 ? default : throw new InvalidOperationException("Not yet.");
        };

        await app.Services.GetRequiredService<IProducer<OrderPlaced>>()
            .SendAsync(new OrderPlaced("A-1", 1, DateTimeOffset.UnixEpoch));
        var handled = inbox.NextAsync();
        while (!handled.IsCompleted)
        {
            // A minute at a time, because the application sets its next timer when the last one has fired.
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(3, (await handled).Context.Attempt);
        Assert.Equal([1, 2, 3], attempts.Select(item => item.Attempt));
        Assert.True(attempts[1].At - attempts[0].At >= TimeSpan.FromMinutes(10));
        Assert.True(attempts[2].At - attempts[1].At >= TimeSpan.FromHours(1));
        await app.StopAsync();
    }

    // Calls a handler again after ten minutes, then puts the message into a retry topic for an hour.
    private static GroupSettings Twice()
    {
        var settings = new GroupSettings { DeadLetters = true, RetryAfter = [TimeSpan.FromHours(1)] };
        settings.Retry.Attempts = 2;
        settings.Retry.FirstDelay = TimeSpan.FromMinutes(10);
        settings.Retry.LongestDelay = TimeSpan.FromMinutes(10);
        settings.Retry.Jitter = 0;
        return settings;
    }
}
