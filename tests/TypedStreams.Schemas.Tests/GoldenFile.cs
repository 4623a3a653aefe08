// Rows of a golden file made by Golden/make_golden.py with implementations that are not ours.

using System.Text.Json;

namespace TypedStreams.Schemas.Tests;

internal static class GoldenFile
{
    internal static IEnumerable<JsonElement> Rows(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray();
    }

    internal static string Text(this JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
