using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Tests;

public class AvroParserTests
{
    [Theory]
    [InlineData("\"strnig\"", "", "not defined")]
    [InlineData("{}", "", "\"type\" is missing")]
    [InlineData("""{"type":"record","name":"1R","fields":[]}""", "/name", "not an Avro name")]
    [InlineData(
        """{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}""",
        "/fields/1",
        "two fields")]
    [InlineData(
        """{"type":"record","name":"R","fields":[{"name":"a","type":["null",["int"]]}]}""",
        "/fields/0/type/1",
        "flatten")]
    [InlineData("""["int","int"]""", "/1", "twice")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A","A"]}""", "/symbols/1", "twice")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A"],"default":"B"}""", "/default", "not a symbol")]
    [InlineData("""{"type":"fixed","name":"F","size":-1}""", "/size", "0 or more")]
    [InlineData(
        """{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"x"}]}""",
        "/fields/0/default",
        "does not fit")]
    [InlineData(
        """{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":3000000000}]}""",
        "/fields/0/default",
        "does not fit")]
    [InlineData("""{"type":"array","items":{"type":"map","values":"Foo"}}""", "/items/values", "not defined")]
    public void Bad_schema_is_refused_with_place_and_reason(string schema, string location, string reason)
    {
        var error = Assert.Throws<SchemaParseException>(() => AvroParser.Parse(schema));
        Assert.Equal(location, error.Location);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":["null","string"],"default":"x"}]}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":["string","null"],"default":null}]}""")]
    [InlineData("[]")]
    public void Union_default_may_fit_any_branch(string schema) => AvroParser.Parse(schema);

    [Fact]
    public void Stored_schema_with_a_bad_default_still_parses_without_validation() => AvroParser.Parse(
        """{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"x"}]}""", validate: false);

    [Fact]
    public void Recursive_record_refers_to_itself()
    {
        var node = (AvroRecord)AvroParser.Parse(
            """{"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"]}]}""");
        Assert.Same(node, ((AvroUnion)node.Fields[0].Schema).Branches[1]);
    }

    [Theory]
    [InlineData("{\n  \"a\": tru\n}", "line 2, column 8")]
    [InlineData("[1,]", "line 1, column 4")]
    [InlineData("\"a", "line 1, column 3")]
    [InlineData("1 2", "line 1, column 3")]
    [InlineData("", "line 1, column 1")]
    [InlineData("01", "line 1, column 2")]
    public void Text_that_is_not_JSON_is_refused_with_line_and_column(string text, string location) =>
        Assert.Equal(location, Assert.Throws<SchemaParseException>(() => JsonValue.Parse(text)).Location);

    [Fact]
    public void Deep_nesting_is_refused_instead_of_overflowing_the_stack() => Assert.Contains(
        "deeper", Assert.Throws<SchemaParseException>(() => JsonValue.Parse(new string('[', 100_000))).Message);

    [Theory]
    [InlineData(
        """{"a":1.10,"b":[true,null,"\u00e9\n\"\\/"],"c":{}}""",
        """{"a":1.10,"b":[true,null,"é\n\"\\/"],"c":{}}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    public void JSON_keeps_number_text_and_member_order(string text, string expected) =>
        Assert.Equal(expected, JsonValue.Parse(text).ToString());
}
