// One row of the table of the HTTP surface: a request to a registry that holds the same small world each time, and what
// it is answered with.
using System.Text.Json;

namespace TypedStreams.Registry.Tests;

/// <param name="Request">Method and path.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Shape">
/// The whole body as JSON, "*" standing for any value; for errors the code alone; "" for no body; "=TEXT" for a text
/// that is not JSON.
/// </param>
/// <param name="Body">What is sent, or null.</param>
/// <param name="Before">Requests to send first, one a line: method, path, body.</param>
public sealed record HttpRow(string Request, int Status, string Shape, string? Body = null, string Before = "")
{
    public const string OrderV1 = """{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}""";

    private const string OrderV2 =
        """{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},""" +
        """{"name":"note","type":"string","default":""}]}""";

    // Default context: address 1, orders 2 and 3, person 4 (references address), gone 5 (soft-deleted).
    // Context .test: orders 1. Settings: orders FULL, context .test NONE, frozen READONLY, bestellungen = orders.
    private static readonly string[] World =
    [
        "POST /subjects/address/versions " + Schema("""{"type":"record","name":"c.Address","fields":[]}"""),
        "POST /subjects/orders/versions " + Schema(OrderV1),
        "POST /subjects/orders/versions " + Schema(OrderV2, ""","metadata":{"properties":{"owner":"a"}}"""),
        "POST /subjects/person/versions " + Schema(
            """{"type":"record","name":"Person","fields":[{"name":"home","type":"c.Address"}]}""",
            ""","references":[{"name":"c.Address","subject":"address","version":1}]"""),
        "POST /subjects/gone/versions " + Schema("\"bytes\""),
        "DELETE /subjects/gone",
        "POST /subjects/:.test:orders/versions " + Schema(OrderV1),
        """PUT /config/orders {"compatibility":"FULL"}""",
        """PUT /config/:.test: {"compatibility":"NONE"}""",
        """PUT /mode/frozen {"mode":"READONLY"}""",
        """PUT /config/bestellungen {"alias":"orders"}""",
    ];

    public static string Schema(string schema, string more = "") => TestRegistry.Body(schema, more);

    public override string ToString() => $"{Request} {Body}{(Before.Length > 0 ? " after " + Before : "")}";

    internal async Task CheckAsync(RegistryApiLevel level = RegistryApiLevel.Eight)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(level: level);
        foreach (string line in World.Concat(Before.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            Answer prepared = await SendAsync(registry, line);
            Assert.True(prepared.Status is 200 or 204, $"{line}: {prepared.Text}");
        }

        Answer answer = await SendAsync(registry, Body is null ? Request : $"{Request} {Body}");

        Assert.True(Status == answer.Status, $"expected {Status}, got {answer.Status}: {answer.Text}");
        if (Status >= 400)
        {
            answer.IsError(Status, int.Parse(Shape));
        }
        else if (Shape.Length == 0 || Shape.StartsWith('='))
        {
            Assert.Equal(Shape.TrimStart('='), answer.Text);
        }
        else
        {
            Assert.True(
                Matches(JsonDocument.Parse(Shape).RootElement, answer.Json), $"expected {Shape}, got {answer.Text}");
        }
    }

    private static Task<Answer> SendAsync(TestRegistry registry, string line)
    {
        string[] parts = line.Split(' ', 3);
        return registry.SendAsync(new HttpMethod(parts[0]), parts[1], parts.Length > 2 ? parts[2] : null);
    }

    private static bool Matches(JsonElement shape, JsonElement actual)
    {
        if (shape.ValueKind == JsonValueKind.String && shape.GetString() == "*")
        {
            return true;
        }

        return shape.ValueKind switch
        {
            JsonValueKind.Object => actual.ValueKind == JsonValueKind.Object &&
                shape.EnumerateObject().Select(m => m.Name).Order()
                    .SequenceEqual(actual.EnumerateObject().Select(m => m.Name).Order()) &&
                shape.EnumerateObject().All(m => Matches(m.Value, actual.GetProperty(m.Name))),
            JsonValueKind.Array => actual.ValueKind == JsonValueKind.Array &&
                shape.GetArrayLength() == actual.GetArrayLength() &&
                shape.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Matches(pair.First, pair.Second)),
            _ => shape.GetRawText() == actual.GetRawText(),
        };
    }
}
