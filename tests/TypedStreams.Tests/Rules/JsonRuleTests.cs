using TypedStreams.Rules;

namespace TypedStreams.Tests.Rules;

public class JsonRuleTests
{
    private const string Order = """
        {"type":"object","properties":{
          "id":{"type":"integer"},
          "note":{"oneOf":[{"type":"null"},{"type":"string"}],"confluent:tags":["PII"]},
          "price":{"type":"number"},
          "names":{"type":"array","items":{"type":["string","null"]},"confluent:tags":["PII"]},
          "home":{"$ref":"#/definitions/place"},
          "free":{"type":"object"}},
         "definitions":{"place":{"type":"object","properties":{
           "street":{"$ref":"#/definitions/name"},"next":{"$ref":"#/definitions/place"}}},
           "name":{"type":"string","confluent:tags":["PII"]}}}
        """;

    private const string Value = """
        { "id": 12345678901234567890123, "note" : "ring\u0020twice", "price":1.10,
          "names":["Ada",null,"Bob"], "home":{"street":"Here", "next": {"street":"There"}},
          "free":{"street":"x"} , "id2":1e2 }
        """;

    [Fact]
    public void Only_what_a_rule_changes_is_written_anew()
    {
        using var bench = Field("TRANSFORM", "value + '+<é>'", "PII");

        var after = bench.Write(Value);

        Assert.Equal(
            Value.Replace("\"ring\\u0020twice\"", "\"ring twice+<é>\"").Replace("\"Ada\"", "\"Ada+<é>\"")
                .Replace("\"Bob\"", "\"Bob+<é>\"").Replace("\"Here\"", "\"Here+<é>\"")
                .Replace("\"There\"", "\"There+<é>\""),
            after);
    }

    [Theory]
    [InlineData("message.note == 'ring twice' && message.price == 1.1 && message.home.next.street == 'There'")]
    [InlineData("message.names[1] == null && size(message.names) == 3 && message.id2 == 100.0")]
    [InlineData("!has(message.nothing) && 'free' in message && type(message.price) == double")]
    public void Condition_sees_all_of_the_value(string expression)
    {
        using var bench = new RuleBench(
            SchemaFormat.Json, Order, RuleBench.Rule("CEL", "WRITE", "CONDITION", expression));

        Assert.Equal(Value, bench.Write(Value));
    }

    [Fact]
    public void Full_names_are_paths_and_metadata_tags_fields_by_them()
    {
        using var bench = new RuleBench(
            SchemaFormat.Json,
            Order,
            RuleBench.Rule("CEL_FIELD", "WRITE", "TRANSFORM", "typeName == 'STRING'; fullName", ["X"]),
            """{"tags":{"$.home.*.street":["X"],"**.id":["X"]}}""");

        Assert.Equal(Value.Replace("There", "$.home.next.street"), bench.Write(Value));
    }

    [Fact]
    public void Type_of_a_number_is_what_the_schema_says()
    {
        using var bench = Field("TRANSFORM", "typeName == 'DOUBLE'; value * 2.0");

        Assert.Equal("""{"id":3,"price":8}""", bench.Write("""{"id":3,"price":4}"""));
    }

    [Fact]
    public void Member_that_comes_twice_is_changed_twice()
    {
        using var bench = Field("TRANSFORM", "'x'", "PII");

        Assert.Equal("""{"note":"x","note":"x"}""", bench.Write("""{"note":"a","note":"b"}"""));
    }

    [Fact]
    public void Message_rule_makes_a_new_message()
    {
        using var bench = new RuleBench(
            SchemaFormat.Json,
            Order,
            RuleBench.Rule("CEL", "WRITE", "TRANSFORM", "{'id': 1, 'home': message.home, 'names': [true, 1.5]}"));

        Assert.Equal(
            """{"id":1,"home":{"street":"Here", "next": {"street":"There"}},"names":[true,1.5]}""", bench.Write(Value));
    }

    [Theory]
    [InlineData("name == 'id'; 'text'")]
    [InlineData("name == 'price'; null")]
    [InlineData("name == 'note'; b'x'")]
    public void Value_of_another_type_is_refused(string expression)
    {
        using var bench = Field("TRANSFORM", expression);

        Assert.Equal(RuleFailure.Value, Assert.Throws<RuleException>(() => bench.Write(Value)).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"note":"a"} x""")]
    [InlineData("""{"note":"\ud800"}""")]
    [InlineData("""{"note":nul}""")]
    public async Task Text_that_is_no_JSON_is_malformed(string text)
    {
        using var bench = new RuleBench(SchemaFormat.Json, Order, RuleBench.Rule("CEL", "READ", "CONDITION", "true"));

        await Assert.ThrowsAsync<MalformedDataException>(() => bench.ReadAsync(text));
    }

    [Fact]
    public async Task Deep_nesting_and_endless_schemas_are_malformed()
    {
        const string Circle = """{"definitions":{"a":{"$ref":"#/definitions/a"}},"$ref":"#/definitions/a"}""";
        using var order = new RuleBench(SchemaFormat.Json, Order, RuleBench.Rule("CEL", "READ", "CONDITION", "true"));
        using var circle = new RuleBench(
            SchemaFormat.Json, Circle, RuleBench.Rule("CEL_FIELD", "READ", "CONDITION", "true"));

        await Assert.ThrowsAsync<MalformedDataException>(() => order.ReadAsync(new string('[', 100_000)));
        await Assert.ThrowsAsync<MalformedDataException>(() => circle.ReadAsync("{}"));
    }

    private static RuleBench Field(string kind, string expression, params string[] tags) =>
        new(SchemaFormat.Json, Order, RuleBench.Rule("CEL_FIELD", "WRITE", kind, expression, tags));
}
