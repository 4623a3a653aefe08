// tstreams schemas pull, check, push and record: the executable, a real registry and folders on disk.
using TypedStreams.Testing;

namespace TypedStreams.Server.Tests;

public sealed class SchemaFolderTests : IAsyncLifetime
{
    private const string One = """{"type":"record","name":"M","fields":[{"name":"Id","type":"string"}]}""";

    private const string Two = """
        {"type":"record","name":"M","fields":[{"name":"Id","type":"string"},{"name":"A","type":"int","default":0}]}
        """;

    private const string Breaking = """
        {"type":"record","name":"M","fields":[{"name":"Id","type":"string"},{"name":"A","type":"int"}]}
        """;

    private readonly DataDirectory _data = new();
    private readonly DataDirectory _folder = new();
    private readonly DataDirectory _other = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
        _folder.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Folder_is_pushed_and_pulled_elsewhere_with_its_versions_and_rules()
    {
        Write("a-value/v1.avsc", One);
        Write("a-value/v2.avsc", Two);
        Write("a-value/subject.json", """{ "compatibility": "FULL_TRANSITIVE" }""");
        Write("b%2Fvalue/v1.proto", "syntax = \"proto3\"; message B { string id = 1; }");
        Write("c-value/v1.json", """{"type":"object","properties":{"Id":{"type":"string"}}}""");

        Assert.Contains("a-value: version 1 is in the folder only; push it", (await RunAsync("check")).Output);
        CommandResult pushed = await RunAsync("push");
        Assert.Equal((0, ""), (pushed.ExitCode, pushed.Errors));
        Assert.Contains("a-value: rule FULL_TRANSITIVE\na-value: registered version 1\n", pushed.Output);
        Assert.Equal((0, "", ""), await TextsAsync("check"));
        Assert.Equal((0, "", ""), await TextsAsync("push"));

        CommandResult pulled = await RunAsync("pull", _other);
        Assert.True(pulled.ExitCode == 0, pulled.Errors);
        Assert.Equal((0, "", ""), await TextsAsync("check", _other));
        Assert.Equal((0, "", ""), await TextsAsync("pull", _other));
        Assert.Contains("FULL_TRANSITIVE", Read(_other, "a-value/subject.json"));
        Assert.Contains("message B {", Read(_other, "b%2Fvalue/v1.proto"));
        Assert.True(File.Exists(Path.Combine(_other.Path, "c-value", "v1.json")));
    }

    [Fact]
    public async Task Version_that_breaks_its_rule_is_found_without_a_registry_and_refused_by_one()
    {
        Write("a-value/v1.avsc", One);
        Write("a-value/v2.avsc", Breaking);

        CommandResult check = await RunAsync("check", _folder, "--offline");
        Assert.Equal(1, check.ExitCode);
        Assert.Equal(
            "a-value: version 2 breaks BACKWARD with version 1: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1 (A)\n",
            check.Output);

        CommandResult push = await RunAsync("push");
        Assert.Equal(1, push.ExitCode);
        Assert.Contains("READER_FIELD_MISSING_DEFAULT_VALUE", push.Errors);
    }

    [Fact]
    public async Task Version_that_differs_is_named_and_only_force_takes_the_registrys()
    {
        Write("a-value/v1.avsc", One);
        await RunAsync("push");
        Write("a-value/v1.avsc", Two);

        Assert.Equal(
            (1, "a-value: version 1 differs between folder and registry\n", ""), await TextsAsync("check"));
        Assert.Contains("a registered version never changes", (await RunAsync("push")).Errors);
        CommandResult pull = await RunAsync("pull");
        Assert.Equal(1, pull.ExitCode);
        Assert.Contains("--force takes the registry's", pull.Errors);
        Assert.Equal((0, "a-value: wrote v1.avsc\n", ""), await TextsAsync("pull", _folder, "--force"));
        Assert.Equal((0, "", ""), await TextsAsync("check"));
    }

    [Fact]
    public async Task Subject_and_folder_that_are_not_there_are_named()
    {
        Assert.Contains("no subject nobody", (await RunAsync("pull", _folder, "--subject", "nobody")).Errors);
        Assert.Contains("no subject nobody", (await RunAsync("check", _folder, "--subject", "nobody")).Errors);
    }

    [Fact]
    public async Task Schemas_of_a_built_assembly_are_recorded_once()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Evolution.dll");

        CommandResult first = await RecordAsync(assembly);
        Assert.Equal((0, "orders-value: wrote v1.avsc\n", ""), (first.ExitCode, first.Output, first.Errors));
        Assert.Equal("", (await RecordAsync(assembly)).Output);
        Assert.Equal((0, "", ""), await TextsAsync("check", _folder, "--offline"));

        Write("orders-value/v1.avsc", Breaking);
        Assert.Contains("orders-value cannot take this schema under BACKWARD", (await RecordAsync(assembly)).Errors);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Read(DataDirectory folder, string name) => File.ReadAllText(Path.Combine(folder.Path, name));

    private Task<CommandResult> RecordAsync(string assembly) => Command.RunAsync(
        [ServerProcess.Executable, "schemas", "record", "--assembly", assembly, "--folder", _folder.Path]);

    private async Task<(int, string, string)> TextsAsync(
        string action, DataDirectory? folder = null, params string[] more)
    {
        CommandResult result = await RunAsync(action, folder, more);
        return (result.ExitCode, result.Output, result.Errors);
    }

    private Task<CommandResult> RunAsync(string action, DataDirectory? folder = null, params string[] more) =>
        Command.RunAsync(
        [
            ServerProcess.Executable, "schemas", action, "--folder", (folder ?? _folder).Path,
            "--registry", $"http://{_server.Registry}", .. more,
        ]);
}
