using System.Globalization;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Schemas.Tests;

public class AvroCanonicalTests
{
    [Fact]
    public void Canonical_form_and_fingerprint_equal_those_of_fastavro()
    {
        Assert.All(GoldenFile.Rows("canonical.json"), row =>
        {
            var schema = AvroParser.Parse(row.Text("schema"));
            Assert.Equal(row.Text("canonical"), AvroParsingForm.Of(schema));
            Assert.Equal(ulong.Parse(row.Text("crc64"), NumberStyles.HexNumber), AvroFingerprint.Of(schema));
        });
    }

    [Theory]
    [InlineData("\"null\"", 7195948357588979594L)]
    [InlineData("\"int\"", 8247732601305521295L)]
    [InlineData("{\"type\":\"fixed\",\"size\":15,\"name\":\"foo\"}", 1756455273707447556L)]
    [InlineData("{\"type\":\"record\",\"name\":\"foo\",\"fields\":[]}", -4824392279771201922L)]
    public void Fingerprint_equals_the_value_the_Avro_project_publishes(string schema, long expected) =>
        Assert.Equal(unchecked((ulong)expected), AvroFingerprint.Of(AvroParser.Parse(schema)));

    [Fact]
    public void Stored_text_parses_to_the_same_stored_text()
    {
        Assert.All(GoldenFile.Rows("canonical.json"), row =>
        {
            var text = AvroParser.Parse(row.Text("schema")).ToString();
            Assert.Equal(text, AvroParser.Parse(text).ToString());
        });
    }

    [Theory]
    [InlineData("""{ "type" : "string" }""", "\"string\"")]
    [InlineData("""{"items":"int","type":"array","x":[1, 2.50]}""", """{"type":"array","items":"int","x":[1,2.5]}""")]
    [InlineData(
        """{"name":"a.b.R","type":"record","aliases":["Q"],"doc":"d","fields":["""
        + """{"default":1e3,"type":"double","name":"f","order":"ignore","aliases":["g"],"p":true}]}""",
        """{"type":"record","name":"R","namespace":"a.b","doc":"d","fields":["""
        + """{"name":"f","type":"double","default":1000.0,"order":"ignore","aliases":["g"],"p":true}],"aliases":"""
        + """["Q"]}""")]
    [InlineData(
        """{"type":"record","name":"R","namespace":"n","fields":[{"name":"e","type":{"type":"enum","symbols":"""
        + """["A"],"name":"m.E","default":"A"}},{"name":"e2","type":"m.E"},{"name":"r","type":"""
        + """["null","R"],"default":null}]}""",
        """{"type":"record","name":"R","namespace":"n","fields":[{"name":"e","type":"""
        + """{"type":"enum","name":"E","namespace":"m","symbols":["A"],"default":"A"}},"""
        + """{"name":"e2","type":"m.E"},{"name":"r","type":["null","R"],"default":null}]}""")]
    public void Stored_text_has_the_attribute_order_of_Avro_Java(string schema, string expected) =>
        Assert.Equal(expected, AvroParser.Parse(schema).ToString());

    [Theory]
    [InlineData("1e3", "1000.0")]
    [InlineData("1.0E7", "1.0E7")]
    [InlineData("12345678.5", "1.23456785E7")]
    [InlineData("0.001", "0.001")]
    [InlineData("0.00012", "1.2E-4")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("100", "100")]
    [InlineData("9007199254740993", "9007199254740993")]
    public void Number_default_is_reprinted_as_Java_prints_it(string number, string expected)
    {
        var field = """{"name":"f","type":"double","default":""" + number + "}";
        var schema = """{"type":"record","name":"R","fields":[""" + field + "]}";
        Assert.Contains("\"default\":" + expected + "}", AvroParser.Parse(schema).ToString());
    }

    [Fact]
    public void Types_of_references_are_used_and_printed_by_name()
    {
        const string line = """{"type":"record","name":"Line","namespace":"shop","fields":[]}""";
        const string order =
            """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"l","type":"Line"}]}""";
        var schema = AvroParser.Parse(order, [line]);
        Assert.Equal(order, AvroStoredText.Of(schema, [AvroParser.Parse(line)]));
    }
}
