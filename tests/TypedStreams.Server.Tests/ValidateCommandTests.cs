// tstreams schemas validate: the executable, schemas of files and of a real registry.
using System.Net.Http.Json;
using TypedStreams.Testing;

namespace TypedStreams.Server.Tests;

public sealed class ValidateCommandTests : IAsyncLifetime
{
    private const string Line =
        """{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"]}""";
    private const string Order = """{"type":"object","properties":{"lines":{"items":{"$ref":"line.json"}}}}""";

    private readonly DataDirectory _data = new();
    private readonly DataDirectory _files = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Value_is_held_to_a_registered_schema_and_what_it_refers_to()
    {
        await RegisterAsync("line", new { schemaType = "JSON", schema = Line });
        var reference = new { name = "line.json", subject = "line", version = 1 };
        await RegisterAsync("order", new { schemaType = "JSON", schema = Order, references = new[] { reference } });

        Assert.Equal((0, "", ""), await RunAsync("""{"lines":[{"n":1}]}""", "--subject", "order"));
        Assert.Equal(
            (1, "/lines/1/n: 0 breaks minimum 1 (line.json#/properties/n/minimum)\n", ""),
            await RunAsync("""{"lines":[{"n":2},{"n":0}]}""", "--subject", "order", "--version", "1"));
    }

    [Fact]
    public async Task Value_is_held_to_a_schema_in_a_file_without_a_registry()
    {
        string file = Path.Combine(_files.Path, "line.json");
        await File.WriteAllTextAsync(file, Line);
        Assert.Equal((0, "", ""), await RunAsync("""{"n":1}""", "--file", file, "--registry", "127.0.0.1:1"));
        Assert.Equal(
            (1, "the value: the property \"n\" is missing (#/required)\n", ""), await RunAsync("{}", "--file", file));
    }

    [Fact]
    public async Task What_cannot_be_validated_is_said()
    {
        await RegisterAsync("avro", new { schema = "\"string\"" });
        Assert.Contains("avro version latest is AVRO", (await RunAsync("1", "--subject", "avro")).Errors);
        Assert.Contains("--file or --subject", (await RunAsync("1")).Errors);
        string file = Path.Combine(_files.Path, "schema.json");
        await File.WriteAllTextAsync(file, Line);
        Assert.Contains("The value cannot be read", (await RunAsync("{", "--file", file)).Errors);
        await File.WriteAllTextAsync(file, """{"type":"thing"}""");
        Assert.Contains("The schema cannot be read", (await RunAsync("1", "--file", file)).Errors);
    }

    private async Task RegisterAsync(string subject, object schema)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsJsonAsync(
            $"http://{_server.Registry}/subjects/{subject}/versions", schema);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string value, params string[] more)
    {
        string[] registry = more.Contains("--registry") ? [] : ["--registry", $"http://{_server.Registry}"];
        CommandResult result = await Command.RunAsync(
            [ServerProcess.Executable, "schemas", "validate", "--value", "-", .. registry, .. more], value);
        return (result.ExitCode, result.Output, result.Errors);
    }
}
