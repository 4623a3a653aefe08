// tstreams schemas: talks to a schema registry over HTTP: list subjects, get a version, register a file.
using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedStreams.Server.Verbs;

internal static class SchemasCommand
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";

    private static readonly Option<string> Registry = new("--registry")
    {
        Description = "The registry's address.",
        DefaultValueFactory = _ => "http://localhost:8081",
    };

    private static readonly Option<string?> Subject = VerbOptions.Text(
        "--subject", "The subject, for example orders-value.");
    private static readonly Option<string?> Version = VerbOptions.Text("--version",
        "A number or latest. Default latest.");
    private static readonly Option<int?> Id = VerbOptions.Number<int>("--id", "The schema's id.");
    private static readonly Option<string?> SchemaType = VerbOptions.Text(
        "--type", "AVRO, PROTOBUF or JSON. Default AVRO.");
    private static readonly Option<FileInfo?> SchemaFile = new("--file") { Description = "The file with the schema." };

    internal static Command Build()
    {
        var command = new Command("schemas", "List, get and register schemas.");
        command.Add(Action("list", "List the subjects, or a subject's versions.", ListAsync, Subject));
        command.Add(Action("get", "Print a schema by --id, or by --subject and --version.", GetAsync, Subject,
            Version, Id));
        command.Add(Action("register", "Register a file under a subject.", RegisterAsync, Subject, SchemaFile,
            SchemaType));
        return command;
    }

    private static Command Action(
        string name, string description, Func<HttpClient, ParseResult, CancellationToken, Task> act,
            params Option[] options)
    {
        var command = new Command(name, description) { Registry };
        Array.ForEach(options, command.Add);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using HttpClient http = Connect(parsed.GetValue(Registry)!);
            await act(http, parsed, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task ListAsync(HttpClient http, ParseResult parsed, CancellationToken cancellationToken)
    {
        string path = parsed.GetValue(Subject) is { } subject
            ? $"subjects/{Uri.EscapeDataString(subject)}/versions"
            : "subjects";
        JsonNode answer = await AskAsync(http, HttpMethod.Get, path, body: null, cancellationToken);
        foreach (JsonNode? entry in answer.AsArray())
        {
            await Console.Out.WriteLineAsync(entry?.ToString());
        }
    }

    private static async Task GetAsync(HttpClient http, ParseResult parsed, CancellationToken cancellationToken)
    {
        string path;
        if (parsed.GetValue(Id) is { } id)
        {
            path = $"schemas/ids/{id}";
        }
        else
        {
            string subject = VerbOptions.Require(parsed.GetValue(Subject), "--subject or --id", "get");
            string version = parsed.GetValue(Version) ?? "latest";
            path = $"subjects/{Uri.EscapeDataString(subject)}/versions/{Uri.EscapeDataString(version)}";
        }

        JsonNode answer = await AskAsync(http, HttpMethod.Get, path, body: null, cancellationToken);
        await Console.Out.WriteLineAsync(answer["schema"]!.GetValue<string>());
    }

    private static async Task RegisterAsync(HttpClient http, ParseResult parsed, CancellationToken cancellationToken)
    {
        string subject = VerbOptions.Require(parsed.GetValue(Subject), "--subject", "register");
        FileInfo file = parsed.GetValue(SchemaFile) ?? throw new UsageException("register needs --file.");
        var body = new JsonObject
        {
            ["schema"] = await File.ReadAllTextAsync(file.FullName, cancellationToken),
            ["schemaType"] = parsed.GetValue(SchemaType)?.ToUpperInvariant() ?? "AVRO",
        };
        string path = $"subjects/{Uri.EscapeDataString(subject)}/versions";
        JsonNode answer = await AskAsync(http, HttpMethod.Post, path, body, cancellationToken);
        await Console.Out.WriteLineAsync($"Registered under {subject} with id {answer["id"]}.");
    }

    private static HttpClient Connect(string registry)
    {
        string address = registry.Contains("://", StringComparison.Ordinal) ? registry : "http://" + registry;
        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri)
            ? new HttpClient { BaseAddress = uri }
            : throw new UsageException($"--registry takes an address such as http://localhost:8081, not '{registry}'.");
    }

    private static async Task<JsonNode> AskAsync(
        HttpClient http, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue(MediaType));
        }

        string text;
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
            text = await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new UsageException($"The registry at {http.BaseAddress} does not answer: {failure.Message}");
        }

        using (response)
        {
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new UsageException($"The registry refused ({(int)response.StatusCode}): {Reason(text)}");
        }
    }

    private static string Reason(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["message"]?.ToString() ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
