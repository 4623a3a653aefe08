// The verdict of the compiler is the verdict of the registry: every change of Golden/changes, under every rule, asked
// of the analyzer and over HTTP of the registry.

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Registry;
using TypedStreams.Registry.Storage;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Tests;

public class RegistryAgreementTests
{
    private static readonly CompatibilityLevel[] Levels = Enum.GetValues<CompatibilityLevel>();

    [Fact]
    public void Table_has_at_least_200_changes() =>
        Assert.InRange(new[] { "Avro", "Protobuf", "Json" }.Sum(format => Change.Read(format).Count()), 200, 10_000);

    [Theory]
    [InlineData("Avro")]
    [InlineData("Protobuf")]
    [InlineData("Json")]
    public async Task Compiler_and_registry_give_the_expected_verdict_for_every_change_and_rule(string format)
    {
        await using var registry = await RegistryServer.StartAsync(
            new RegistryOptions { Log = new MemorySchemaLog(TimeProvider.System) });
        using var http = new HttpClient { BaseAddress = registry.BaseAddress };
        var wrong = new List<string>();
        var number = 0;
        foreach (var change in Change.Read(format))
        {
            await JudgeAsync(http, change, $"subject{number++}", wrong);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} verdicts differ:\n{string.Join("\n", wrong)}");
    }

    private static async Task JudgeAsync(HttpClient http, Change change, string subject, List<string> wrong)
    {
        var versions = change.Old.Select(source => SchemaOf(source).Text).ToArray();
        var compilation = GeneratorRun.Compile(change.New);
        var text = SchemaOf(change.New).Text;
        await SendAsync(http, HttpMethod.Put, "config/" + subject, new { compatibility = "NONE" });
        foreach (var version in versions)
        {
            await SendAsync(http, HttpMethod.Post, $"subjects/{subject}/versions", Body(change.Format, version));
        }

        foreach (var level in Levels)
        {
            var compiler = await CompilerAsync(compilation, change.Format, versions, level);
            await SendAsync(http, HttpMethod.Put, "config/" + subject, new { compatibility = level.ToName() });
            var registry = await RegistryAsync(http, subject, Body(change.Format, text));
            if (compiler != registry || (compiler.Length == 0) != change.Expected(level))
            {
                wrong.Add($"{change.Line}\n    {level.ToName()}: compiler [{compiler}], registry [{registry}]");
            }
        }
    }

    /// <summary>The kinds of difference that the build fails for, in order; "" when it does not fail.</summary>
    private static async Task<string> CompilerAsync(
        CSharpCompilation compilation,
        string format,
        string[] versions,
        CompatibilityLevel level)
    {
        var files = versions.Select((text, i) => ($"t-value/v{i + 1}.{RecordedVersion.ExtensionOf(format)}", text));
        var found = await RecordedFolder.AnalyzeAsync(
            compilation, [RecordedFolder.Subject(level.ToName()), .. files]);
        Assert.All(found, diagnostic => Assert.Equal("TS0030", diagnostic.Id));
        return Kinds(found.Select(
            diagnostic => Regex.Match(diagnostic.GetMessage(), ": ([A-Z_]+) at ").Groups[1].Value));
    }

    /// <summary>The same of the registry.</summary>
    private static async Task<string> RegistryAsync(HttpClient http, string subject, object body)
    {
        var answer = await SendAsync(
            http, HttpMethod.Post, $"compatibility/subjects/{subject}/versions?verbose=true", body);
        var kinds = Kinds(answer.GetProperty("messages").EnumerateArray()
            .Select(message => Regex.Match(message.GetString()!, "errorType:['\"]([A-Z_]+)['\"]"))
            .Where(match => match.Success).Select(match => match.Groups[1].Value));
        Assert.Equal(kinds.Length == 0, answer.GetProperty("is_compatible").GetBoolean());
        return kinds;
    }

    private static string Kinds(IEnumerable<string> kinds) => string.Join(' ', kinds.Order(StringComparer.Ordinal));

    private static object Body(string format, string schema) =>
        new { schema, schemaType = format.ToUpperInvariant() };

    private static SchemaModel SchemaOf(string source)
    {
        var type = GeneratorRun.Compile(source).GetTypeByMetadataName("M")!;
        var attribute = Symbols.Attribute(type, Symbols.Message)!;
        var message = MessageParser.Parse(type, attribute, new Problems(null), CancellationToken.None);
        Assert.True(message is not null, "no message: " + source);
        return MessageParser.WithSchema(message, error => Assert.Fail(source + ": " + error))!.Schemas[0];
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
