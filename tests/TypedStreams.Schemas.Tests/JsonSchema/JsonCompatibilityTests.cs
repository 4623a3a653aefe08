using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Schemas.Tests.JsonSchema;

public class JsonCompatibilityTests
{
    private const string Closed = "\"type\":\"object\",\"additionalProperties\":false";
    private const string Strings = "\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}";
    private const string A = "\"properties\":{\"a\":{\"type\":\"string\"}}";

    /// <summary>Kind, place, original and update; members of a schema without its braces.</summary>
    private static readonly (string Kind, string Place, string Original, string Update)[] Cases =
    [
        ("ID_CHANGED", "#/", "\"type\":\"null\",\"$id\":\"http://a/b\"", "\"type\":\"null\",\"$id\":\"http://a/c\""),
        ("TITLE_CHANGED", "#/", "\"type\":\"null\",\"title\":\"a\"", "\"type\":\"null\""),
        ("DESCRIPTION_CHANGED", "#/", "\"type\":\"null\",\"description\":\"a\"", "\"type\":\"null\""),
        ("DEFAULT_CHANGED", "#/", "\"type\":\"null\",\"default\":1", "\"type\":\"null\",\"default\":2"),
        ("SCHEMA_ADDED", "#/items", "\"type\":\"array\"", "\"type\":\"array\",\"items\":{\"type\":\"null\"}"),
        ("SCHEMA_REMOVED", "#/items", "\"type\":\"array\",\"items\":{\"type\":\"null\"}", "\"type\":\"array\""),
        ("TYPE_EXTENDED", "#/", "\"type\":\"integer\"", "\"type\":\"number\""),
        ("TYPE_NARROWED", "#/", "\"type\":\"number\"", "\"type\":\"integer\""),
        ("TYPE_CHANGED", "#/", "\"type\":\"number\"", "\"type\":\"string\""),
        ("PATTERN_ADDED", "#/pattern", "\"type\":\"string\"", "\"type\":\"string\",\"pattern\":\"a\""),
        ("PATTERN_REMOVED", "#/pattern", "\"type\":\"string\",\"pattern\":\"a\"", "\"type\":\"string\""),
        ("PATTERN_CHANGED", "#/pattern", "\"pattern\":\"a\"", "\"pattern\":\"b\""),
        .. Limits("MAX_LENGTH", "string", "maxLength"), .. Limits("MIN_LENGTH", "string", "minLength"),
        .. Limits("MAXIMUM", "number", "maximum"), .. Limits("MINIMUM", "number", "minimum"),
        .. Limits("EXCLUSIVE_MAXIMUM", "number", "exclusiveMaximum"),
        .. Limits("EXCLUSIVE_MINIMUM", "number", "exclusiveMinimum"),
        .. Limits("MAX_PROPERTIES", "object", "maxProperties"), .. Limits("MIN_PROPERTIES", "object", "minProperties"),
        .. Limits("MAX_ITEMS", "array", "maxItems"), .. Limits("MIN_ITEMS", "array", "minItems"),
        .. Limits("MAX_CONTAINS", "array", "maxContains"), .. Limits("MIN_CONTAINS", "array", "minContains"),
        .. Unevaluated("PROPERTIES", "object"), .. Unevaluated("ITEMS", "array"),
        ("MULTIPLE_OF_ADDED", "#/multipleOf", "\"type\":\"number\"", "\"type\":\"number\",\"multipleOf\":2"),
        ("MULTIPLE_OF_REMOVED", "#/multipleOf", "\"type\":\"number\",\"multipleOf\":2", "\"type\":\"number\""),
        ("MULTIPLE_OF_EXPANDED", "#/multipleOf", "\"multipleOf\":0.1", "\"multipleOf\":0.3"),
        ("MULTIPLE_OF_REDUCED", "#/multipleOf", "\"multipleOf\":0.3", "\"multipleOf\":0.1"),
        ("MULTIPLE_OF_CHANGED", "#/multipleOf", "\"multipleOf\":3", "\"multipleOf\":2"),
        ("REQUIRED_ATTRIBUTE_ADDED", "#/required/a", A, A + ",\"required\":[\"a\"]"),
        ("REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED", "#/required/a", A,
            "\"properties\":{\"a\":{\"type\":\"string\",\"default\":\"\"}},\"required\":[\"a\"]"),
        ("REQUIRED_ATTRIBUTE_REMOVED", "#/required/a", A + ",\"required\":[\"a\"]", A),
        ("ADDITIONAL_PROPERTIES_ADDED", "#/additionalProperties", Closed, "\"type\":\"object\""),
        ("ADDITIONAL_PROPERTIES_REMOVED", "#/additionalProperties", "\"type\":\"object\"", Closed),
        ("ADDITIONAL_PROPERTIES_EXTENDED", "#/additionalProperties", Strings, "\"type\":\"object\""),
        ("ADDITIONAL_PROPERTIES_NARROWED", "#/additionalProperties", "\"type\":\"object\"", Strings),
        ("DEPENDENCY_ARRAY_ADDED", "#/dependencies/a", "\"type\":\"object\"", "\"dependencies\":{\"a\":[\"b\"]}"),
        ("DEPENDENCY_ARRAY_REMOVED", "#/dependencies/a", "\"dependencies\":{\"a\":[\"b\"]}", "\"type\":\"object\""),
        ("DEPENDENCY_ARRAY_EXTENDED", "#/dependencies/a", "\"dependencies\":{\"a\":[\"b\"]}",
            "\"dependencies\":{\"a\":[\"b\",\"c\"]}"),
        ("DEPENDENCY_ARRAY_NARROWED", "#/dependencies/a", "\"dependencies\":{\"a\":[\"b\",\"c\"]}",
            "\"dependencies\":{\"a\":[\"b\"]}"),
        ("DEPENDENCY_ARRAY_CHANGED", "#/dependencies/a", "\"dependencies\":{\"a\":[\"b\"]}",
            "\"dependencies\":{\"a\":[\"c\"]}"),
        ("DEPENDENCY_SCHEMA_ADDED", "#/dependencies/a", "\"type\":\"object\"", "\"dependencies\":{\"a\":{}}"),
        ("DEPENDENCY_SCHEMA_REMOVED", "#/dependencies/a", "\"dependencies\":{\"a\":{}}", "\"type\":\"object\""),
        ("OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", "#/properties/a", "\"type\":\"object\"", A),
        ("REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", "#/properties/a", "\"type\":\"object\"",
            A + ",\"required\":[\"a\"]"),
        ("REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL", "#/properties/a", "\"type\":\"object\"",
            "\"properties\":{\"a\":{\"type\":\"string\",\"default\":\"\"}},\"required\":[\"a\"]"),
        ("PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL", "#/properties/a", "\"type\":\"object\"",
            "\"properties\":{\"a\":{}}"),
        ("REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL", "#/properties/a", Closed,
            Closed + "," + A + ",\"required\":[\"a\"]"),
        ("REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL", "#/properties/a", Closed,
            Closed + ",\"properties\":{\"a\":{\"type\":\"string\",\"default\":\"\"}},\"required\":[\"a\"]"),
        ("OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL", "#/properties/a", Closed, Closed + "," + A),
        ("PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL", "#/properties/a", A, "\"type\":\"object\""),
        ("PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL", "#/properties/a",
            Closed + ",\"properties\":{\"a\":false}", Closed),
        ("PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", "#/properties/a", Closed + "," + A, Closed),
        ("PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/properties/a", Strings + "," + A, Strings),
        ("PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/properties/a",
            Strings + ",\"properties\":{\"a\":{\"type\":\"null\"}}", Strings),
        ("PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/properties/a", Strings, Strings + "," + A),
        ("PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/properties/a", Strings,
            Strings + ",\"properties\":{\"a\":{\"type\":\"null\"}}"),
        ("UNIQUE_ITEMS_ADDED", "#/uniqueItems", "\"type\":\"array\"", "\"uniqueItems\":true"),
        ("UNIQUE_ITEMS_REMOVED", "#/uniqueItems", "\"uniqueItems\":true", "\"type\":\"array\""),
        ("ADDITIONAL_ITEMS_ADDED", "#/additionalItems", Tuple("false"), Tuple("true")),
        ("ADDITIONAL_ITEMS_REMOVED", "#/additionalItems", Tuple("true"), Tuple("false")),
        ("ADDITIONAL_ITEMS_EXTENDED", "#/additionalItems", Tuple("{\"type\":\"null\"}"), Tuple("true")),
        ("ADDITIONAL_ITEMS_NARROWED", "#/additionalItems", Tuple("true"), Tuple("{\"type\":\"null\"}")),
        ("ITEM_ADDED_TO_OPEN_CONTENT_MODEL", "#/items/1", Tuple("true"), Tuple("true", ",{\"type\":\"null\"}")),
        ("ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL", "#/items/1", Tuple("true"), Tuple("true", ",{}")),
        ("ITEM_ADDED_TO_CLOSED_CONTENT_MODEL", "#/items/1", Tuple("false"), Tuple("false", ",{\"type\":\"null\"}")),
        ("ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL", "#/items/1", Tuple("true", ",{\"type\":\"null\"}"), Tuple("true")),
        ("ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL", "#/items/1", Tuple("false", ",false"), Tuple("false")),
        ("ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL", "#/items/1", Tuple("false", ",{}"), Tuple("false")),
        ("ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/items/1",
            Tuple("{\"type\":\"null\"}", ",{\"type\":\"null\"}"), Tuple("{\"type\":\"null\"}")),
        ("ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/items/1",
            Tuple("{\"type\":\"null\"}", ",{\"type\":\"string\"}"), Tuple("{\"type\":\"null\"}")),
        ("ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/items/1",
            Tuple("{\"type\":\"null\"}"), Tuple("{\"type\":\"null\"}", ",{\"type\":\"null\"}")),
        ("ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", "#/items/1",
            Tuple("{\"type\":\"null\"}"), Tuple("{\"type\":\"null\"}", ",{\"type\":\"string\"}")),
        ("ENUM_ARRAY_EXTENDED", "#/enum", "\"const\":1", "\"enum\":[1.0,2]"),
        ("ENUM_ARRAY_NARROWED", "#/enum", "\"enum\":[1,2]", "\"enum\":[1]"),
        ("ENUM_ARRAY_CHANGED", "#/enum", "\"enum\":[1,2]", "\"enum\":[1,3]"),
        ("COMBINED_TYPE_EXTENDED", "#/", Combined("oneOf", "string", "null"), Combined("anyOf", "string", "null")),
        ("COMBINED_TYPE_CHANGED", "#/", Combined("anyOf", "string", "null"), Combined("oneOf", "string", "null")),
        ("PRODUCT_TYPE_EXTENDED", "#/", Combined("allOf", "number", "number"),
            Combined("allOf", "number", "number", "number")),
        ("PRODUCT_TYPE_NARROWED", "#/", Combined("allOf", "number", "string", "null"),
            Combined("allOf", "number", "null")),
        ("SUM_TYPE_EXTENDED", "#/", Combined("oneOf", "null", "number"), Combined("oneOf", "string", "null", "number")),
        ("SUM_TYPE_NARROWED", "#/", Combined("oneOf", "string", "null", "number"), Combined("oneOf", "null", "number")),
        ("COMBINED_TYPE_SUBSCHEMAS_CHANGED", "#/", Combined("anyOf", "string", "null"),
            Combined("anyOf", "string", "boolean")),
        ("NOT_TYPE_EXTENDED", "#/", "\"not\":{\"type\":\"integer\"}", "\"not\":{\"type\":\"number\"}"),
        ("NOT_TYPE_NARROWED", "#/", "\"not\":{\"type\":\"number\"}", "\"not\":{\"type\":\"integer\"}"),
    ];

    /// <summary>Changes beside those kinds that the same change turned round would be, too.</summary>
    private static readonly Dictionary<string, (string Original, string Update)> NearMisses = new()
    {
        ["ID_CHANGED"] = ("\"type\":\"null\",\"$id\":\"http://a/b\"",
            "\"type\":\"null\",\"$id\":\"http://a/b\",\"title\":\"a\""),
        ["TITLE_CHANGED"] = ("\"title\":\"a\",\"type\":\"null\"",
            "\"title\":\"a\",\"type\":\"null\",\"description\":\"a\""),
        ["DESCRIPTION_CHANGED"] = ("\"description\":\"a\",\"type\":\"null\"",
            "\"description\":\"a\",\"type\":\"null\",\"default\":1"),
        ["DEFAULT_CHANGED"] = ("\"default\":1,\"type\":\"null\"", "\"default\":1,\"type\":\"null\",\"title\":\"a\""),
        ["TYPE_CHANGED"] = ("\"type\":\"number\"", "\"type\":\"integer\""),
        ["PATTERN_CHANGED"] = ("\"pattern\":\"a\"", "\"type\":\"string\""),
        ["MULTIPLE_OF_CHANGED"] = ("\"multipleOf\":3", "\"multipleOf\":6"),
        ["DEPENDENCY_ARRAY_CHANGED"] = ("\"dependencies\":{\"a\":[\"b\"]}", "\"dependencies\":{\"a\":[\"b\",\"c\"]}"),
        ["ENUM_ARRAY_CHANGED"] = ("\"enum\":[1,2]", "\"enum\":[1,2,3]"),
        ["COMBINED_TYPE_SUBSCHEMAS_CHANGED"] = (
            Combined("anyOf", "string", "null"), Combined("anyOf", "null", "string", "boolean")),
    };

    public static TheoryData<string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (var (kind, place, original, update) in Cases)
        {
            rows.Add(kind, place, original, update);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Difference_is_named_where_it_is_and_absent_between_equal_schemas(
        string kind, string place, string original, string update)
    {
        var found = Differences(original, update);
        Assert.Contains(found, difference => difference.KindName == kind && difference.Location == place);
        Assert.Empty(Differences(original, original));
        Assert.Empty(Differences(update, update));
        var (before, after) = NearMisses.GetValueOrDefault(kind, (update, original));
        var others = Differences(before, after);
        Assert.NotEmpty(others);
        Assert.DoesNotContain(others, difference => difference.KindName == kind);
    }

    [Fact]
    public void Every_kind_has_a_case()
    {
        var kinds = typeof(JsonDifferences).GetFields().Select(field => (string)field.GetValue(null)!).Order();
        Assert.Equal(kinds, Cases.Select(row => row.Kind).Distinct().Order());
        // 132 in Confluent's registry: two more about reserved names, which the registry itself judges for all formats,
        // and one that is no longer given.
        Assert.Equal(129, kinds.Count());
    }

    [Theory]
    [InlineData("\"type\":\"object\"", A, false, true)]
    [InlineData("\"type\":\"object\"", A + ",\"required\":[\"a\"]", false, false)]
    [InlineData("\"type\":\"object\"",
        "\"properties\":{\"a\":{\"type\":\"null\",\"default\":null}},\"required\":[\"a\"]", false, true)]
    [InlineData(Closed + "," + A, Closed, false, true)]
    [InlineData(Closed + "," + A + ",\"required\":[\"a\"]", Closed, false, true)]
    [InlineData(Closed, Closed + "," + A, true, true)]
    [InlineData(Closed, Closed + "," + A + ",\"required\":[\"a\"]", false, false)]
    [InlineData("\"type\":\"object\"", Closed, false, true)]
    [InlineData("\"type\":\"object\"", Strings, false, true)]
    [InlineData("\"type\":\"object\"", "\"type\":\"object\",\"unevaluatedProperties\":false", false, true)]
    [InlineData(Strings, Strings + ",\"properties\":{\"a\":{\"type\":\"null\"}}", false, true)]
    [InlineData(Strings + ",\"properties\":{\"a\":{\"type\":\"null\"}}", Strings, false, true)]
    [InlineData("\"properties\":{\"a\":{\"type\":\"null\"}}", A, false, false)]
    [InlineData("\"allOf\":[{\"type\":\"object\"},{\"minProperties\":1}]",
        "\"allOf\":[{" + A + "},{\"minProperties\":1}]", false, true)]
    public void Lenient_lets_optional_properties_come_and_go(string original, string update, bool strict, bool lenient)
    {
        var (reader, writer) = (Parse(update), Parse(original));
        Assert.Equal(strict, JsonSchemaCompatibility.Check(reader, writer).Count == 0);
        var verdict = JsonSchemaCompatibility.Check(reader, writer, JsonCompatibilityPolicy.Lenient);
        Assert.True(lenient == (verdict.Count == 0), string.Join(", ", verdict));
    }

    [Theory]
    [InlineData("\"type\":\"string\"", "\"type\":[\"string\",\"null\"]", true)]
    [InlineData("\"type\":[\"string\",\"null\"]", "\"type\":\"string\"", false)]
    [InlineData("\"type\":\"string\"", "\"enum\":[\"a\"]", false)]
    [InlineData("\"type\":\"string\",\"enum\":[\"a\"]", "\"type\":\"string\"", true)]
    [InlineData("\"type\":\"integer\",\"format\":\"int32\"", "\"type\":\"integer\",\"format\":\"int64\"", true)]
    [InlineData("\"minimum\":1", "\"minimum\":0", true)]
    [InlineData("\"minimum\":1", "\"minimum\":2", false)]
    [InlineData("\"maxItems\":1,\"minItems\":1", "\"maxItems\":2", true)]
    [InlineData("\"type\":\"object\"", "\"$comment\":\"all\"", true)]
    [InlineData("\"not\":{}", "\"not\":{}", true)]
    [InlineData(
        "\"definitions\":{\"n\":{\"properties\":{\"n\":{\"$ref\":\"#/definitions/n\"}}}},\"$ref\":\"#/definitions/n\"",
        "\"$defs\":{\"m\":{\"properties\":{\"n\":{\"$ref\":\"#/$defs/m\"}}}},\"$ref\":\"#/$defs/m\"",
        true)]
    [InlineData(
        "\"definitions\":{\"n\":{\"properties\":{\"n\":{\"$ref\":\"#/definitions/n\"},\"v\":{\"type\":\"number\"}}}}," +
        "\"$ref\":\"#/definitions/n\"",
        "\"definitions\":{\"n\":{\"properties\":{\"n\":{\"$ref\":\"#/definitions/n\"},\"v\":{\"type\":\"null\"}}}}," +
        "\"$ref\":\"#/definitions/n\"",
        false)]
    public void Verdict_is_that_of_the_registry_model(string original, string update, bool compatible)
    {
        var differences = JsonSchemaCompatibility.Check(Parse(update), Parse(original));
        Assert.True(compatible == (differences.Count == 0), string.Join(", ", differences));
    }

    [Fact]
    public void Reference_is_followed_into_another_document()
    {
        const string text = """{"properties":{"a":{"$ref":"other.json#/definitions/x"}}}""";
        var old = Parse("{\"definitions\":{\"x\":{\"type\":\"integer\"}}}");
        var broken = Parse("{\"definitions\":{\"x\":{\"type\":\"string\"}}}");
        Assert.Empty(JsonSchemaCompatibility.Check(old, old));
        var difference = Assert.Single(JsonSchemaCompatibility.Check(broken, old));
        Assert.Equal(("TYPE_CHANGED", "#/properties/a"), (difference.KindName, difference.Location));

        static JsonSchemaDocument Parse(string other) =>
            JsonSchemaParser.Parse(text, new Dictionary<string, string> { ["other.json"] = other });
    }

    [Fact]
    public void Combinations_that_multiply_are_judged_within_bounds()
    {
        var text = "{\"type\":\"string\"}";
        for (var depth = 0; depth < 12; depth++)
        {
            text = $"{{\"oneOf\":[{string.Join(',', Enumerable.Repeat($"{{\"properties\":{{\"p\":{text}}}}}", 2))}]}}";
        }

        var other = text.Replace("\"string\"", "\"number\"");
        Assert.NotEmpty(JsonSchemaCompatibility.Check(JsonSchemaParser.Parse(other), JsonSchemaParser.Parse(text)));
        Assert.Empty(JsonSchemaCompatibility.Check(JsonSchemaParser.Parse(text), JsonSchemaParser.Parse(text)));
    }

    [Fact]
    public void Chains_of_references_that_double_at_each_step_are_judged_within_bounds()
    {
        var text = Chain("string");
        Assert.Empty(JsonSchemaCompatibility.Check(JsonSchemaParser.Parse(text), JsonSchemaParser.Parse(text)));
        Assert.NotEmpty(JsonSchemaCompatibility.Check(
            JsonSchemaParser.Parse(Chain("null")), JsonSchemaParser.Parse(text)));

        static string Chain(string last)
        {
            var definitions = Enumerable.Range(0, 60).Select(i =>
                $"\"d{i}\":{{\"anyOf\":[{{\"properties\":{{\"a\":{Next(i)},\"b\":{Next(i)}}}}},{Next(i)}]}}");
            return $"{{\"definitions\":{{{string.Join(',', definitions)},\"d60\":{{\"type\":\"{last}\"}}}}," +
                "\"$ref\":\"#/definitions/d0\"}";
        }

        static string Next(int i) => $"{{\"$ref\":\"#/definitions/d{i + 1}\"}}";
    }

    private static IEnumerable<(string, string, string, string)> Limits(string word, string type, string keyword)
    {
        var none = $"\"type\":\"{type}\"";
        var (low, high) = ($"{none},\"{keyword}\":3", $"{none},\"{keyword}\":4");
        return
        [
            (word + "_ADDED", "#/" + keyword, none, low), (word + "_REMOVED", "#/" + keyword, low, none),
            (word + "_INCREASED", "#/" + keyword, low, high), (word + "_DECREASED", "#/" + keyword, high, low),
        ];
    }

    private static IEnumerable<(string, string, string, string)> Unevaluated(string word, string type)
    {
        var keyword = "unevaluated" + word[0] + word[1..].ToLowerInvariant();
        var (open, start) = ($"\"type\":\"{type}\"", "UNEVALUATED_" + word);
        var (closed, some) = ($"{open},\"{keyword}\":false", $"{open},\"{keyword}\":{{\"type\":\"null\"}}");
        return
        [
            (start + "_ADDED", "#/" + keyword, closed, open), (start + "_REMOVED", "#/" + keyword, open, closed),
            (start + "_EXTENDED", "#/" + keyword, some, open), (start + "_NARROWED", "#/" + keyword, open, some),
        ];
    }

    private static string Tuple(string additional, string more = "") =>
        $"\"items\":[{{\"type\":\"boolean\"}}{more}],\"additionalItems\":{additional}";

    private static string Combined(string word, params string[] types) =>
        $"\"{word}\":[{string.Join(',', types.Select(type => $"{{\"type\":\"{type}\"}}"))}]";

    private static IReadOnlyList<SchemaDifference> Differences(string original, string update) =>
        JsonSchemaCompatibility.Differences(Parse(original), Parse(update));

    private static JsonSchemaDocument Parse(string members) => JsonSchemaParser.Parse("{" + members + "}");
}
