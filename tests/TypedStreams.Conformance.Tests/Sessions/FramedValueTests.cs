// Schema ids in headers and subjects of several types in a topic, judged by Confluent's own client: it reads what a
// typed producer wrote, and writes under the same subject what a typed handler reads.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class FramedValueTests : IAsyncLifetime
{
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [ToolFact(Tool.NewPython)]
    public async Task Values_with_schema_ids_in_headers_are_read_by_Confluents_Python_client_and_answered_alike()
    {
        Tools.Require(Tool.NewPython);
        var inbox = new SeenInbox();
        using IHost host = Build(inbox);
        await host.StartAsync();
        var seen = host.Services.GetRequiredService<IProducer<Seen>>();
        var noted = host.Services.GetRequiredService<IProducer<Noted>>();

        await seen.SendAsync(new Seen("a", "here", 7));
        await noted.SendAsync(new Noted("b", "a note"));
        string output = await Command.CheckAsync(
            [
                Tools.NewPython, Path.Combine(Tools.Clients, "python", "framed.py"), _server.Bootstrap,
                $"http://{_server.Registry}", "framed", "2",
            ]);

        Assert.Equal(
            ["""{"Id": "a", "Times": 7, "Where": "here"}""", """{"Id": "b", "Text": "a note"}"""],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal(new Seen("a", "python", 7), await inbox.FromElsewhere.WaitAsync(TimeSpan.FromSeconds(60)));
        await host.StopAsync();
    }

    private IHost Build(SeenInbox inbox)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedStreams:BootstrapServers"] = _server.Bootstrap,
            ["TypedStreams:Registry"] = $"http://{_server.Registry}",
            ["TypedStreams:CreateTopics"] = "true",
            ["TypedStreams:Producer:SchemaIdIn"] = "Header",
            ["TypedStreams:Producer:SubjectNameStrategy"] = "TopicRecordName",
        });
        builder.Services.AddSingleton(inbox);
        builder.AddTypedStreams().AddSeenReader();
        return builder.Build();
    }
}

/// <summary>Avro; the Python side writes it too.</summary>
[Message("framed", Namespace = "shop")]
public sealed partial record Seen([Key] string Id, string Where, int Times);

/// <summary>JSON in the same topic.</summary>
[Message("framed", Format = SchemaFormat.Json)]
public sealed partial record Noted([Key] string Id, string Text);

/// <summary>The group that reads both.</summary>
[ConsumerGroup("seen-readers")]
public sealed class SeenReader(SeenInbox inbox)
{
    [Handle]
    public void On(Seen seen) => inbox.Add(seen);

    [Handle]
    public void On(Noted noted) => Assert.Equal("a note", noted.Text);
}

/// <summary>Waits for what Python wrote.</summary>
public sealed class SeenInbox
{
    private readonly TaskCompletionSource<Seen> _fromElsewhere =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Seen> FromElsewhere => _fromElsewhere.Task;

    public void Add(Seen seen)
    {
        if (seen.Where == "python")
        {
            _fromElsewhere.TrySetResult(seen);
        }
    }
}
