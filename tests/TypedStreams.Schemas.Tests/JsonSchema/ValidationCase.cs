// Cases of validation, written from the specifications: Cases/*.json. "drafts" is "4+" (from there on), "-7" (up to
// there) or a list; "judge" says why the judge is of another mind.

using System.Text.Json;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Schemas.Tests.JsonSchema;

internal sealed record ValidationCase(
    string About,
    int Draft,
    JsonElement Schema,
    JsonElement Documents,
    List<(string Text, bool IsRight)> Instances,
    string? Judge)
{
    private static readonly Dictionary<int, string> Addresses = new()
    {
        [4] = "http://json-schema.org/draft-04/schema#",
        [6] = "http://json-schema.org/draft-06/schema#",
        [7] = "http://json-schema.org/draft-07/schema#",
        [2019] = "https://json-schema.org/draft/2019-09/schema",
        [2020] = "https://json-schema.org/draft/2020-12/schema",
    };

    internal static IReadOnlyCollection<int> Drafts => Addresses.Keys;

    internal static List<ValidationCase> All() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "JsonSchema", "Cases"), "*.json").Order()
            .SelectMany(path => JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray())
            .SelectMany(group => DraftsOf(group.GetProperty("drafts").GetString()!).Select(draft => Of(group, draft))),
    ];

    /// <summary>A validator for a schema text of a draft.</summary>
    internal static JsonSchemaValidator Validator(
        int draft, string schema, IReadOnlyDictionary<string, string>? documents = null) =>
        new(JsonSchemaParser.Parse(WithDraft(draft, schema), documents));

    internal JsonSchemaValidator Validator() => Validator(
        Draft,
        Schema.GetRawText(),
        Documents.EnumerateObject().ToDictionary(
            document => document.Name, document => WithDraft(Draft, document.Value.GetRawText())));

    internal object Question() => new
    {
        draft = Draft,
        schema = Schema,
        documents = Documents,
        instances = Instances.ConvertAll(instance => JsonDocument.Parse(instance.Text).RootElement),
    };

    private static string WithDraft(int draft, string schema)
    {
        var address = KeyValuePair.Create("$schema", JsonValue.String(Addresses[draft]));
        return JsonValue.Object([address, .. JsonValue.Parse(schema).Members]).ToString();
    }

    private static ValidationCase Of(JsonElement group, int draft) => new(
        group.GetProperty("about").GetString()!,
        draft,
        group.GetProperty("schema"),
        group.TryGetProperty("documents", out var documents) ? documents : JsonDocument.Parse("{}").RootElement,
        [.. Listed(group, "right", isRight: true), .. Listed(group, "wrong", isRight: false)],
        group.TryGetProperty("judge", out var judge) ? judge.GetString() : null);

    private static IEnumerable<(string, bool)> Listed(JsonElement group, string name, bool isRight) =>
        group.TryGetProperty(name, out var list)
            ? list.EnumerateArray().Select(instance => (instance.GetRawText(), isRight))
            : [];

    private static IEnumerable<int> DraftsOf(string text) =>
        text.EndsWith('+') ? Addresses.Keys.Where(draft => draft >= Number(text[..^1]))
        : text.StartsWith('-') ? Addresses.Keys.Where(draft => draft <= Number(text[1..]))
        : text.Split(' ').Select(Number);

    private static int Number(string text) => int.Parse(text) is var number && number > 7 ? 2000 + number : number;
}
