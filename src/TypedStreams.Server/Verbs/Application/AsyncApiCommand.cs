// tstreams asyncapi: describes a built application, as an AsyncAPI document and as a list of the topics it needs.
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedStreams.Server.Verbs.Application;

internal static class AsyncApiCommand
{
    private static readonly Option<string?> Assembly = VerbOptions.Text(
        "--assembly", "The application's assembly; what it refers to lies beside it.");
    private static readonly Option<string?> Title = VerbOptions.Text(
        "--title", "The application's name. Default: the assembly's.");
    private static readonly Option<string?> AppVersion = VerbOptions.Text(
        "--app-version", "The application's version. Default 1.0.0.");
    private static readonly Option<string?> Output = VerbOptions.Text(
        "--output", "The file for the AsyncAPI document. Default: standard output.");
    private static readonly Option<string?> Topics = VerbOptions.Text(
        "--topics", "The file for the list of topics. Default: none is written.");

    // Generics and apostrophes of C# stay readable; the text goes into a file, not into a page.
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static Command Build()
    {
        var command = new Command("asyncapi", "Describe a built application: AsyncAPI 3 document and list of topics.")
        {
            Assembly, Title, AppVersion, Output, Topics,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string assembly = VerbOptions.Require(parsed.GetValue(Assembly), "--assembly", "asyncapi");
            var application = BuiltApplication.Read(assembly);
            string title = parsed.GetValue(Title) ?? Path.GetFileNameWithoutExtension(assembly);
            JsonObject document = AsyncApiDocument.Write(application, title, parsed.GetValue(AppVersion) ?? "1.0.0");
            await WriteAsync(parsed.GetValue(Output), document, cancellationToken);
            if (parsed.GetValue(Topics) is { } topics)
            {
                await WriteAsync(topics, TopicManifest.Write(application), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task WriteAsync(string? file, JsonObject json, CancellationToken cancellationToken)
    {
        string text = json.ToJsonString(Indented) + "\n";
        if (file is null)
        {
            await Console.Out.WriteAsync(text);
        }
        else
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }
    }
}
