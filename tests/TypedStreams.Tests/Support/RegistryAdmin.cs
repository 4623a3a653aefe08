// What people do to a schema registry by hand: schemas with rules or metadata, as a test needs them.

using System.Text;
using System.Text.Json.Nodes;

namespace TypedStreams.Tests.Support;

internal static class RegistryAdmin
{
    internal static async Task<JsonNode> RegisterAsync(
        ITestServers servers, string subject, string schema, string type = "AVRO", string also = "")
    {
        var body = $$"""
            {"schema":{{JsonValue.Create(schema)!.ToJsonString()}},"schemaType":"{{type}}"{{also}}}
            """;
        using var http = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/vnd.schemaregistry.v1+json");
        using var response = await http.PostAsync($"{servers.Registry}subjects/{subject}/versions", content);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonNode.Parse(answer)!;
    }

    internal static async Task<List<string>> SubjectsAsync(ITestServers servers, string prefix)
    {
        using var http = new HttpClient();
        var answer = await http.GetStringAsync($"{servers.Registry}subjects?subjectPrefix={prefix}");
        return [.. JsonNode.Parse(answer)!.AsArray().Select(subject => subject!.GetValue<string>()[prefix.Length..])];
    }
}
