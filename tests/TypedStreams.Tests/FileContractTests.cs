// Messages made of schema files and of protoc's types, through broker and registry.

using System.Collections.Immutable;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class FileContractTests(TestServers servers)
{
    private static readonly Fare Known = new()
    {
        FareId = "f-1",
        Since = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Zones = new Dictionary<string, int> { ["a"] = 1 },
    };

    private static readonly Stop Corner = new()
    {
        StopId = "s-1",
        Lines = ImmutableArray.Create(new Stop.Types.Line { Name = "7", Mode = Stop.Types.Mode.BUS }),
        Seats = 3,
    };

    private static readonly Ticket Sold = new()
    {
        TicketId = "t-1",
        Balance = -7,
        Seats = { [4] = ulong.MaxValue },
        Voucher = "free",
        BoughtAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(20_000)),
    };

    [Fact]
    public async Task They_reach_their_handlers_as_they_were_sent()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddCounter());

        var fare = await SendAsync(app, Known);
        Assert.Equal((Known.FareId, Known.Since), (fare.FareId, fare.Since));
        Assert.Equal(Known.Zones, fare.Zones);
        var stop = await SendAsync(app, Corner);
        Assert.Equal((Corner.StopId, (bool?)null, (ulong?)3), (stop.StopId, stop.Glass, stop.Seats));
        Assert.Equal(Corner.Lines.AsEnumerable(), stop.Lines);
        Assert.Equal(Sold, await SendAsync(app, Sold));
        await app.StopAsync();
    }

    [Fact]
    public async Task Registry_has_the_text_of_the_file_and_of_protoc_its_descriptor()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddCounter());
        await SendAsync(app, Known);
        await SendAsync(app, Corner);
        await SendAsync(app, Sold);

        Assert.Contains("\"timestamp-millis\"", await RegisteredAsync(app, "fares-value"));
        Assert.Contains("message Line {", await RegisteredAsync(app, "stops-value"));
        var ticket = await RegisteredAsync(app, "tickets-value");
        Assert.Contains("map<int32, fixed64> seats = 3;", ticket);
        Assert.Contains("sint32 balance = 2;", ticket);
        await app.StopAsync();
    }

    [Fact]
    public async Task Key_is_the_field_that_the_declaration_names()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddCounter());
        await app.Producer<Ticket>().SendAsync(Sold);
        var received = await app.Inbox.NextAsync();
        Assert.Equal("t-1"u8.ToArray(), received.Context.Key!.Value.ToArray());
        await app.StopAsync();
    }

    [Fact]
    public void Bytes_that_are_no_such_message_are_malformed() =>
        Assert.Throws<MalformedDataException>(() => Read<Ticket>([0x0a, 0x20]));

    private static async Task<T> SendAsync<T>(TestApp app, T message)
        where T : IMessage<T>
    {
        await app.Producer<T>().SendAsync(message);
        return (await app.Inbox.NextAsync()).As<T>();
    }

    private static T Read<T>(byte[] payload)
        where T : IMessage<T> => T.Read(payload);

    private async Task<string> RegisteredAsync(TestApp app, string subject)
    {
        using var client = new HttpClient { BaseAddress = new Uri(servers.Registry) };
        var name = app.Connection.Options.NamePrefix + subject;
        using var reply = JsonDocument.Parse(await client.GetStringAsync($"subjects/{name}/versions/latest"));
        return reply.RootElement.GetProperty("schema").GetString()!;
    }
}
