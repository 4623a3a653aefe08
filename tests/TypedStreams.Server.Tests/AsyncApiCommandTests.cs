// tstreams asyncapi: the executable, over this assembly.
using System.Text.Json.Nodes;
using TypedStreams.Testing;

namespace TypedStreams.Server.Tests;

public sealed class AsyncApiCommandTests : IDisposable
{
    private readonly DataDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Application_is_described_from_its_assembly()
    {
        JsonNode document = (await DescribeAsync()).Document;

        Assert.Equal("3.0.0", (string?)document["asyncapi"]);
        Assert.Equal("shop", (string?)document["info"]!["title"]);
        Assert.Equal(
            ["shop.invoices", "shop.orders", "shop.parcels"],
            document["channels"]!.AsObject().Select(channel => channel.Key));
        Assert.Equal(
            [
                ("billing-receives-Order", "receive", "#/channels/shop.orders"),
                ("billing-sends-Invoice", "send", "#/channels/shop.invoices"),
                ("shipping-receives-Invoice", "receive", "#/channels/shop.invoices"),
                ("sends-Parcel", "send", "#/channels/shop.parcels"),
            ],
            document["operations"]!.AsObject().Select(operation => (
                operation.Key,
                (string)operation.Value!["action"]!,
                (string)operation.Value!["channel"]!["$ref"]!)));
        Assert.Equal(
            "billing",
            (string?)document["operations"]!["billing-receives-Order"]!["bindings"]!["kafka"]!["groupId"]!["enum"]![0]);
        JsonNode order = document["components"]!["messages"]!["Order"]!;
        Assert.Equal("shop", (string?)order["payload"]!["schema"]!["namespace"]);
        Assert.Equal("string", (string?)order["bindings"]!["kafka"]!["key"]!["type"]);
        JsonNode parcel = document["components"]!["messages"]!["Parcel"]!;
        Assert.StartsWith("syntax = \"proto3\";", (string?)parcel["payload"]!["schema"]);
        Assert.Null(parcel["bindings"]!["kafka"]!["key"]);
    }

    [Fact]
    public async Task Topics_are_those_of_messages_and_those_that_messages_are_put_aside_to()
    {
        JsonNode topics = (await DescribeAsync()).Topics;

        Assert.Equal(
            [
                "shop.invoices", "shop.orders", "shop.parcels", "shop.orders.billing.retry.1",
                "shop.orders.billing.retry.2", "shop.orders.billing.dead",
            ],
            topics["topics"]!.AsArray().Select(topic => (string)topic!["topic"]!));
        JsonNode parcels = topics["topics"]![2]!;
        Assert.Equal("parcels", (string?)parcels["messages"]![0]!["subject"]);
        Assert.Equal("producers", (string?)parcels["sentBy"]![0]);
        Assert.Equal("billing", (string?)topics["topics"]![0]!["sentBy"]![0]);
    }

    [ToolFact(Tool.Node)]
    public async Task Document_is_one_by_the_schema_of_AsyncAPI()
    {
        Tools.Require(Tool.Node);
        await DescribeAsync();
        CommandResult result = await ValidateAsync();
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));

        string file = Path.Combine(_files.Path, "asyncapi.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"info\"", "\"inform\""));
        Assert.Contains("info", (await ValidateAsync()).Output);
    }

    private Task<CommandResult> ValidateAsync()
    {
        string schema = Path.Combine(Tools.NodeModules, "@asyncapi", "specs", "schemas", "3.0.0-without-$id.json");
        return RunAsync("schemas", "validate", "--file", schema, "--value", Path.Combine(_files.Path, "asyncapi.json"));
    }

    [Fact]
    public async Task Assembly_without_messages_is_told()
    {
        CommandResult result = await RunAsync("asyncapi", "--assembly", typeof(object).Assembly.Location);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("have no messages", result.Errors);
    }

    private static Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.RunAsync([ServerProcess.Executable, .. arguments]);

    private async Task<(JsonNode Document, JsonNode Topics)> DescribeAsync()
    {
        string document = Path.Combine(_files.Path, "asyncapi.json");
        string topics = Path.Combine(_files.Path, "topics.json");
        CommandResult result = await RunAsync(
            "asyncapi", "--assembly", typeof(AsyncApiCommandTests).Assembly.Location, "--title", "shop",
            "--output", document, "--topics", topics);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));
        return (JsonNode.Parse(await File.ReadAllTextAsync(document))!,
            JsonNode.Parse(await File.ReadAllTextAsync(topics))!);
    }
}
