using System.Text.RegularExpressions;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>A schema prepared for values: references resolved, patterns compiled, values in one spelling.</summary>
internal sealed class JsonRule(JsonValue json, JsonPlace place)
{
    internal JsonValue Json { get; } = json;

    internal JsonPlace Place { get; } = place;

    internal List<JsonLink> References { get; } = [];

    /// <summary>The draft whose own schema is referred to: the value must be a schema of it.</summary>
    internal JsonSchemaDraft? Meta { get; set; }

    /// <summary>The values of <c>enum</c> in canonical text.</summary>
    internal HashSet<string>? Values { get; set; }

    /// <summary>The value of <c>const</c> in canonical text.</summary>
    internal string? Constant { get; set; }

    internal Regex? Pattern { get; set; }

    internal List<KeyValuePair<Regex, JsonValue>> NamePatterns { get; } = [];
}

/// <summary>Where a reference leads.</summary>
/// <param name="Keyword">The keyword.</param>
/// <param name="Target">The schema it leads to when nothing dynamic is in the way.</param>
/// <param name="DynamicName">The anchor that an outer resource may take over, or null.</param>
internal sealed record JsonLink(string Keyword, JsonValue Target, string? DynamicName);
