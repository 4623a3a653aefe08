using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Schemas.Tests.JsonSchema;

public class JsonSchemaParserTests
{
    [Theory]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-04/schema#\"}", JsonSchemaDraft.Draft4)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-06/schema\"}", JsonSchemaDraft.Draft6)]
    [InlineData("{}", JsonSchemaDraft.Draft7)]
    [InlineData("{\"$schema\":\"https://json-schema.org/draft/2019-09/schema\"}", JsonSchemaDraft.Draft2019)]
    [InlineData("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"}", JsonSchemaDraft.Draft2020)]
    public void Draft_is_the_one_that_the_schema_names(string text, JsonSchemaDraft draft) =>
        Assert.Equal(draft, JsonSchemaParser.Parse(text).Draft);

    [Theory]
    [InlineData("7", "")]
    [InlineData("{\"type\":\"text\"}", "/type")]
    [InlineData("{\"properties\":{\"a\":{\"type\":[\"string\",\"x\"]}}}", "/properties/a/type")]
    [InlineData("{\"properties\":{\"a\":7}}", "/properties/a")]
    [InlineData("{\"allOf\":[]}", "/allOf")]
    [InlineData("{\"anyOf\":[{\"not\":[]}]}", "/anyOf/0/not")]
    [InlineData("{\"minLength\":-1}", "/minLength")]
    [InlineData("{\"maxItems\":1.5}", "/maxItems")]
    [InlineData("{\"multipleOf\":0}", "/multipleOf")]
    [InlineData("{\"pattern\":\"[\"}", "/pattern")]
    [InlineData("{\"patternProperties\":{\"(\":{}}}", "/patternProperties")]
    [InlineData("{\"required\":true}", "/required")]
    [InlineData("{\"exclusiveMinimum\":true}", "/exclusiveMinimum")]
    [InlineData("{\"properties\":{\"a\":{\"$ref\":\"#/definitions/none\"}}}", "/properties/a/$ref")]
    [InlineData("{\"$ref\":\"http://example.org/never-fetched.json\"}", "/$ref")]
    public void Wrong_keyword_is_refused_with_its_place(string text, string place)
    {
        var error = Assert.Throws<SchemaParseException>(() => JsonSchemaParser.Parse(text));
        Assert.Equal(place, error.Location);
    }

    [Theory]
    [InlineData("{\"$ref\":\"http://json-schema.org/draft-07/schema#\"}")]
    [InlineData("{\"$id\":\"http://x/a.json\",\"properties\":{\"a\":{\"$ref\":\"#b\"},\"b\":{\"$id\":\"#b\"}}}")]
    [InlineData("{\"$id\":\"http://x/a\",\"$defs\":{\"b\":{\"$id\":\"b\"}},\"not\":{\"$ref\":\"http://x/b\"}}")]
    [InlineData("{\"definitions\":{\"a/b~c\":{}},\"$ref\":\"#/definitions/a~1b~0c\"}")]
    [InlineData("{\"definitions\":{\"a b\":{}},\"$ref\":\"#/definitions/a%20b\"}")]
    [InlineData("{\"$defs\":{\"a\":{\"$anchor\":\"x\"}},\"not\":{\"$ref\":\"#x\"}}")]
    [InlineData("{\"$ref\":\"#\"}")]
    [InlineData("{\"enum\":[{\"$ref\":\"nothing\"}],\"default\":{\"$ref\":\"x\"}}")]
    public void Reference_is_found_where_identifiers_put_its_target(string text) =>
        Assert.NotNull(JsonSchemaParser.Parse(text));

    [Fact]
    public void Stored_text_is_compact_and_keeps_order_and_digits()
    {
        const string text =
            "{ \"type\" : \"number\",\n \"minimum\": 1.0, \"default\": 1e3, \"a\": {\"z\":1, \"b\":2} }";
        var schema = JsonSchemaParser.Parse(text);
        Assert.Equal("""{"type":"number","minimum":1.0,"default":1e3,"a":{"z":1,"b":2}}""", schema.ToString());
        Assert.Equal(
            """{"a":{"b":2,"z":1},"default":1e3,"minimum":1.0,"type":"number"}""", schema.ToNormalizedText());
    }

    [Fact]
    public void Reference_is_found_by_its_name_and_by_its_address()
    {
        const string other = "{\"$id\":\"http://x/other.json\",\"type\":\"null\"}";
        const string text = "{\"$id\":\"http://x/a.json\",\"not\":{\"$ref\":\"other.json\"}}";
        foreach (var name in (string[])["other.json", "http://x/other.json"])
        {
            Assert.NotNull(JsonSchemaParser.Parse(text, new Dictionary<string, string> { [name] = other }));
        }

        Assert.Throws<SchemaParseException>(() => JsonSchemaParser.Parse(text));
        Assert.NotNull(JsonSchemaParser.Parse(text, validate: false));
    }
}
