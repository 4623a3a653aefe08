// Registry clients that others wrote, unchanged, against the registry of a real node. Each session is a program under
// clients/ that checks every answer itself and prints "ok" when all were as it expected.
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class RegistryClientTests : IAsyncLifetime
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
    public Task Confluents_Python_client_is_answered_as_by_Confluents_registry() =>
        AssertSessionAsync(Tool.NewPython, Tools.NewPython, Path.Combine("python", "registry.py"));

    [ToolFact(Tool.Node)]
    public Task Confluents_JavaScript_client_is_answered_as_by_Confluents_registry() =>
        AssertSessionAsync(Tool.Node, "node", Path.Combine("node", "registry_confluent.js"));

    [ToolFact(Tool.Node)]
    public Task Registry_client_of_kafkajs_is_answered_as_by_Confluents_registry() =>
        AssertSessionAsync(Tool.Node, "node", Path.Combine("node", "registry_kafkajs.js"));

    private async Task AssertSessionAsync(Tool tool, string program, string script)
    {
        Tools.Require(tool);

        string output = await Command.CheckAsync(
            [program, Path.Combine(Tools.Clients, script), $"http://{_server.Registry}"]);

        Assert.Equal("ok", output.TrimEnd().Split('\n')[^1]);
    }
}
