using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Tests.Judges;
using TypedStreams.Testing;

namespace TypedStreams.Schemas.Tests.JsonSchema;

public class JsonSchemaValidatorTests
{
    [Fact]
    public void Values_are_right_or_wrong_as_the_specifications_say()
    {
        var cases = ValidationCase.All();
        var wrong = new List<string>();
        foreach (var row in cases)
        {
            var validator = row.Validator();
            wrong.AddRange(row.Instances
                .Where(instance => (validator.Validate(JsonValue.Parse(instance.Text)).Count == 0) != instance.IsRight)
                .Select(instance => $"draft {row.Draft}, {row.About}: {instance.Text} must be "
                    + (instance.IsRight ? "right" : "wrong")));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(cases.Sum(row => row.Instances.Count) > 1000, "too few cases");
        Assert.All(ValidationCase.Drafts, draft => Assert.Contains(cases, row => row.Draft == draft));
    }

    [ToolFact(Tool.NewPython)]
    public async Task Cases_are_judged_alike_by_another_implementation()
    {
        var cases = ValidationCase.All();
        var answers = await PythonJudge.AskAsync("json_judge.py", cases.ConvertAll(row => row.Question()));
        Assert.All(cases.Zip(answers), pair =>
        {
            var (row, answer) = pair;
            var judged = answer.EnumerateArray().Select(verdict => verdict.GetBoolean());
            var isAlike = judged.SequenceEqual(row.Instances.Select(instance => instance.IsRight));
            Assert.True(isAlike == row.Judge is null, $"draft {row.Draft}, {row.About}: the judge says {answer}");
        });
    }

    [Fact]
    public void Fault_names_the_place_in_the_value_and_in_the_schema()
    {
        var documents = new Dictionary<string, string> { ["line.json"] = """{"properties":{"n":{"minimum":1}}}""" };
        var validator = ValidationCase.Validator(
            2020,
            """
            {"type":"object","required":["id"],"properties":{"id":{},"a/b":{"type":"string"},
             "lines":{"items":{"$ref":"line.json"}}},"unevaluatedProperties":false}
            """,
            documents);
        var faults = validator.Validate(JsonValue.Parse("""{"a/b":1,"lines":[{"n":1},{"n":0}]}"""));
        Assert.Equal(
            [
                ("", "#/required", "the property \"id\" is missing"),
                ("/a~1b", "#/properties/a~1b/type", "it is a number, not \"string\""),
                ("/lines/1/n", "line.json#/properties/n/minimum", "0 breaks minimum 1"),
            ],
            faults.Select(fault => (fault.Instance, fault.Schema, fault.Message)));
        var other = Assert.Single(validator.Validate(JsonValue.Parse("""{"id":1,"x":2}""")));
        Assert.Equal(("", "#/unevaluatedProperties"), (other.Instance, other.Schema));
    }

    [Fact]
    public void Schema_that_leads_into_itself_refuses_within_bounds()
    {
        var validator = ValidationCase.Validator(2020, """{"$ref":"#"}""");
        Assert.Contains("deep", Assert.Single(validator.Validate(JsonValue.Null)).Message);
    }

    [Fact]
    public void Alternatives_that_multiply_refuse_within_bounds()
    {
        var levels = Enumerable.Range(0, 40).Select(i => $$"""
            "d{{i}}":{"anyOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """);
        var validator = ValidationCase.Validator(
            2020, """{"$ref":"#/$defs/d0","$defs":{""" + string.Join(',', levels) + ",\"d40\":false}}");
        Assert.Contains("applied", Assert.Single(validator.Validate(JsonValue.Null)).Message);
    }

    [Fact]
    public void Pattern_that_backtracks_wildly_refuses_in_time()
    {
        var validator = ValidationCase.Validator(7, """{"pattern":"^(a+)+$"}""");
        var fault = Assert.Single(validator.Validate(JsonValue.String(new string('a', 40) + "b")));
        Assert.Contains("ms", fault.Message);
    }

    [Fact]
    public void No_more_faults_are_listed_than_anybody_reads()
    {
        var validator = ValidationCase.Validator(7, """{"items":{"type":"string"}}""");
        var array = JsonValue.Array([.. Enumerable.Repeat(JsonValue.Null, 1000)]);
        Assert.Equal(JsonSchemaValidator.MaxFaults, validator.Validate(array).Count);
    }

    [Fact]
    public void Reference_that_leads_nowhere_is_refused_before_any_value()
    {
        var document = JsonSchemaParser.Parse("""{"$ref":"#/nowhere"}""", validate: false);
        var refused = Assert.Throws<SchemaParseException>(() => new JsonSchemaValidator(document));
        Assert.Contains("nowhere", refused.Message);
    }
}
