// tstreams schemas: talks to a schema registry over HTTP (list, get, register), keeps a folder of recorded schemas and
// a registry in step (pull, check, push), records the schemas of a build (record), and holds values to a JSON Schema
// (validate).
using System.CommandLine;
using System.Text.Json.Nodes;

namespace TypedStreams.Server.Verbs.Schemas;

internal static class SchemasCommand
{
    private static readonly Option<string> Registry = new("--registry")
    {
        Description = "The registry's address.",
        DefaultValueFactory = _ => "http://localhost:8081",
    };

    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "The folder of recorded schemas.",
        DefaultValueFactory = _ => "schemas",
    };

    private static readonly Option<string?> Subject = VerbOptions.Text(
        "--subject", "The subject, for example orders-value.");
    private static readonly Option<string?> Version = VerbOptions.Text("--version",
        "A number or latest. Default latest.");
    private static readonly Option<int?> Id = VerbOptions.Number<int>("--id", "The schema's id.");
    private static readonly Option<string?> SchemaType = VerbOptions.Text(
        "--type", "AVRO, PROTOBUF or JSON. Default AVRO.");
    private static readonly Option<FileInfo?> SchemaFile = new("--file") { Description = "The file with the schema." };
    private static readonly Option<string?> Value = VerbOptions.Text(
        "--value", "The file with the value; - for stdin.");
    private static readonly Option<bool> Force = VerbOptions.Flag(
        "--force", "Overwrite versions of the folder that differ from the registry's.");
    private static readonly Option<bool> Offline = VerbOptions.Flag(
        "--offline", "Look at the folder alone, without a registry.");
    private static readonly Option<string?> Assembly = VerbOptions.Text("--assembly", "The built assembly.");

    internal static Command Build() => new("schemas", "List, get and register schemas; keep a folder of them in step.")
    {
        Action("list", "List the subjects, or a subject's versions.", ListAsync, Subject),
        Action("get", "Print a schema by --id, or by --subject and --version.", GetAsync, Subject, Version, Id),
        Action("register", "Register a file under a subject.", RegisterAsync, Subject, SchemaFile, SchemaType),
        Action("pull", "Write the registry's versions and rules into the folder.", PullAsync, Folder, Subject, Force),
        Action("push", "Register the folder's versions under its rules.", PushAsync, Folder, Subject),
        Action(
            "check",
            "Hold the folder's versions to their rules and compare them with the registry.",
            CheckAsync,
            Folder,
            Subject,
            Offline),
        Action(
            "validate",
            "Hold a JSON value to a JSON Schema: of a --file, or of --subject and --version.",
            ValidateAsync,
            SchemaFile,
            Subject,
            Version,
            Value),
        Record(),
    };

    private static Command Action(
        string name,
        string description,
        Func<RegistryConnection, ParseResult, CancellationToken, Task<int>> act,
        params Option[] options)
    {
        var command = new Command(name, description) { Registry };
        Array.ForEach(options, command.Add);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var registry = new RegistryConnection(parsed.GetValue(Registry)!);
            return await act(registry, parsed, cancellationToken);
        });
        return command;
    }

    private static Command Record()
    {
        var command = new Command("record", "Write the schemas of a built assembly into the folder, as next versions.")
        {
            Assembly, Folder,
        };
        command.SetAction(parsed =>
        {
            string assembly = VerbOptions.Require(parsed.GetValue(Assembly), "--assembly", "record");
            var folder = new SchemaFolder(parsed.GetValue(Folder)!);
            foreach (string line in SchemaRecorder.Record(folder, BuiltSchema.Read(assembly)))
            {
                Console.Out.WriteLine(line);
            }

            return 0;
        });
        return command;
    }

    private static async Task<int> PullAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        await Sync(registry, parsed).PullAsync(parsed.GetValue(Subject), parsed.GetValue(Force), cancellationToken);
        return 0;
    }

    private static async Task<int> PushAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        await Sync(registry, parsed).PushAsync(parsed.GetValue(Subject), cancellationToken);
        return 0;
    }

    private static async Task<int> CheckAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        bool online = !parsed.GetValue(Offline);
        int findings = await Sync(registry, parsed).CheckAsync(parsed.GetValue(Subject), online, cancellationToken);
        return findings == 0 ? 0 : 1;
    }

    private static SchemaSync Sync(RegistryConnection registry, ParseResult parsed) =>
        new(new SchemaFolder(parsed.GetValue(Folder)!), registry, Console.Out);

    private static async Task<int> ListAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] path = parsed.GetValue(Subject) is { } subject ? ["subjects", subject, "versions"] : ["subjects"];
        JsonNode answer = await registry.AskAsync(HttpMethod.Get, path, body: null, cancellationToken);
        foreach (JsonNode? entry in answer.AsArray())
        {
            await Console.Out.WriteLineAsync(entry?.ToString());
        }

        return 0;
    }

    private static async Task<int> GetAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] path = parsed.GetValue(Id) is { } id
            ? ["schemas", "ids", $"{id}"]
            :
            [
                "subjects",
                VerbOptions.Require(parsed.GetValue(Subject), "--subject or --id", "get"),
                "versions",
                parsed.GetValue(Version) ?? "latest",
            ];
        JsonNode answer = await registry.AskAsync(HttpMethod.Get, path, body: null, cancellationToken);
        await Console.Out.WriteLineAsync(answer["schema"]!.GetValue<string>());
        return 0;
    }

    private static async Task<int> ValidateAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        string path = VerbOptions.Require(parsed.GetValue(Value), "--value", "validate");
        (string schema, Dictionary<string, string> documents) = parsed.GetValue(SchemaFile) is { } file
            ? (await File.ReadAllTextAsync(file.FullName, cancellationToken), [])
            : await ValueCheck.ReadAsync(
                registry,
                VerbOptions.Require(parsed.GetValue(Subject), "--file or --subject", "validate"),
                parsed.GetValue(Version) ?? "latest",
                cancellationToken);
        string value = path == "-"
            ? await Console.In.ReadToEndAsync(cancellationToken)
            : await File.ReadAllTextAsync(path, cancellationToken);
        return ValueCheck.Run(schema, documents, value, Console.Out) == 0 ? 0 : 1;
    }

    private static async Task<int> RegisterAsync(
        RegistryConnection registry, ParseResult parsed, CancellationToken cancellationToken)
    {
        string subject = VerbOptions.Require(parsed.GetValue(Subject), "--subject", "register");
        FileInfo file = parsed.GetValue(SchemaFile) ?? throw new UsageException("register needs --file.");
        var body = new JsonObject
        {
            ["schema"] = await File.ReadAllTextAsync(file.FullName, cancellationToken),
            ["schemaType"] = parsed.GetValue(SchemaType)?.ToUpperInvariant() ?? "AVRO",
        };
        JsonNode answer = await registry.AskAsync(
            HttpMethod.Post, ["subjects", subject, "versions"], body, cancellationToken);
        await Console.Out.WriteLineAsync($"Registered under {subject} with id {answer["id"]}.");
        return 0;
    }
}
