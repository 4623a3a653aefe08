using TypedStreams.Rules;

namespace TypedStreams.Tests.Rules;

public class RuleActionTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}""";
    private const string Value = """{"a":"x","b":"y"}""";

    [Theory]
    [InlineData(null, true)]
    [InlineData("ERROR", true)]
    [InlineData("NONE", false)]
    [InlineData("NONE,ERROR", false)]
    [InlineData("ERROR,NONE", true)]
    [InlineData("OTHER", true)]
    public void Failure_action_decides_and_a_pair_begins_with_writing(string? action, bool isRefused)
    {
        using var bench = Bench(RuleBench.Rule("CEL", "WRITEREAD", "CONDITION", "false", onFailure: action));

        if (isRefused)
        {
            Assert.Throws<RuleException>(() => bench.Write(Value));
        }
        else
        {
            Assert.Equal(Value, bench.Write(Value));
        }
    }

    [Fact]
    public async Task Failure_action_for_reading_is_the_second_of_a_pair()
    {
        using var lenient = Bench(RuleBench.Rule("CEL", "WRITEREAD", "CONDITION", "false", onFailure: "ERROR,NONE"));
        using var strict = Bench(RuleBench.Rule("CEL", "WRITEREAD", "CONDITION", "false", onFailure: "NONE,ERROR"));

        Assert.Equal(Value, await lenient.ReadAsync(Value));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => strict.ReadAsync(Value));
        Assert.Equal(RuleMode.Read, refusal.Mode);
    }

    [Fact]
    public void Dead_letter_action_names_its_topic_from_the_rule_or_the_metadata()
    {
        using var own = Bench(RuleBench.Rule(
            "CEL", "WRITE", "CONDITION", "false", onFailure: "DLQ", parameters: ("dlq.topic", "bad")));
        using var shared = Bench(
            RuleBench.Rule("CEL", "WRITE", "CONDITION", "false", onFailure: "DLQ"),
            """{"properties":{"dlq.topic":"worse"}}""");
        using var none = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "false", onFailure: "DLQ"));

        Assert.Equal("bad", Assert.Throws<RuleException>(() => own.Write(Value)).DeadLetterTopic);
        Assert.Equal("worse", Assert.Throws<RuleException>(() => shared.Write(Value)).DeadLetterTopic);
        var refusal = Assert.Throws<RuleException>(() => none.Write(Value));
        Assert.Null(refusal.DeadLetterTopic);
        Assert.Contains("dlq.topic", refusal.Message);
    }

    [Fact]
    public void Success_action_may_refuse_too()
    {
        using var error = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "true", onSuccess: "ERROR"));
        using var none = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "true", onSuccess: "NONE"));

        Assert.Equal(RuleFailure.Action, Assert.Throws<RuleException>(() => error.Write(Value)).Failure);
        Assert.Equal(Value, none.Write(Value));
    }

    [Fact]
    public async Task Rules_run_in_order_to_write_and_backwards_to_read()
    {
        var first = RuleBench.Rule("CEL_FIELD", "WRITEREAD", "TRANSFORM", "value + '1'", name: "first");
        var second = RuleBench.Rule("CEL_FIELD", "WRITEREAD", "TRANSFORM", "value + '2'", name: "second");
        using var bench = Bench($$"""{"domainRules":[{{first}},{{second}}]}""");

        Assert.Equal("""{"a":"x12","b":"y12"}""", bench.Write(Value));
        Assert.Equal("""{"a":"x21","b":"y21"}""", await bench.ReadAsync(Value));
    }

    [Fact]
    public void Of_transforms_with_the_same_tags_the_first_one_counts()
    {
        var metadata = """{"tags":{"**":["T"]}}""";
        var first = RuleBench.Rule("CEL_FIELD", "WRITE", "TRANSFORM", "value + '1'", ["T"]);
        var second = RuleBench.Rule("CEL_FIELD", "WRITE", "TRANSFORM", "value + '2'", ["T"]);
        using var bench = Bench($$"""{"domainRules":[{{first}},{{second}}]}""", metadata);

        Assert.Equal("""{"a":"x1","b":"y1"}""", bench.Write(Value));
    }

    [Fact]
    public void Rule_that_may_fail_leaves_nothing_of_its_work_behind()
    {
        var before = RuleBench.Rule("CEL_FIELD", "WRITE", "TRANSFORM", "value + '1'");
        var half = RuleBench.Rule(
            "CEL_FIELD", "WRITE", "TRANSFORM", "name == 'a' ? 'gone' : string(int(value))", onFailure: "NONE");
        using var bench = Bench($$"""{"domainRules":[{{before}},{{half}}]}""");

        Assert.Equal("""{"a":"x1","b":"y1"}""", bench.Write(Value));
    }

    [Theory]
    [InlineData("JSONATA")]
    [InlineData("ENCRYPT_PAYLOAD")]
    public void Rule_of_a_type_that_is_not_run_here_refuses_and_says_what_to_do(string type)
    {
        using var bench = Bench(RuleBench.Rule(type, "WRITE", "TRANSFORM", parameters: ("encrypt.kek.name", "k")));
        using var none = Bench(RuleBench.Rule(type, "WRITE", "TRANSFORM", onFailure: "NONE"));

        var refusal = Assert.Throws<RuleException>(() => bench.Write(Value));

        Assert.Equal(RuleFailure.Unsupported, refusal.Failure);
        Assert.Contains(type == "JSONATA" ? "disable the rule" : "encodingRules", refusal.Message);
        Assert.Equal(Value, none.Write(Value));
    }

    [Fact]
    public void Nothing_to_run_is_no_plan()
    {
        Assert.Null(Bench("{}").Plan);
        Assert.Null(Bench(RuleBench.Rule("CEL", "UPGRADE", "TRANSFORM", "message")).Plan);
        var migration = RuleBench.Rule("JSONATA", "UPGRADE", "TRANSFORM", "$");
        Assert.Null(Bench($$"""{"migrationRules":[{{migration}}]}""").Plan);
        Assert.Null(Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "false", isDisabled: true)).Plan);
        var rule = RuleBench.Rule("CEL", "WRITE", "CONDITION", "false");
        Assert.Null(Bench($$"""{"domainRules":[{{rule}}],"enableAt":"GATEWAY"}""").Plan);
        Assert.NotNull(Bench($$"""{"domainRules":[{{rule}}],"enableAt":"CLIENT"}""").Plan);
    }

    [Fact]
    public void Errors_never_hold_the_value_of_a_field()
    {
        using var number = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "int(message.a) == 1"));
        using var time = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "timestamp(message.a) != null"));
        using var span = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "duration(message.a) == duration('1s')"));
        using var map = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "{'k': 1}[message.a] == 1"));
        using var pattern = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "'a'.matches(message.a)"));
        using var twice = Bench(RuleBench.Rule("CEL", "WRITE", "CONDITION", "{message.a: 1, message.a: 2} == {}"));
        const string Secret = """{"a":"secret(","b":""}""";

        foreach (var bench in new[] { number, time, span, map, pattern, twice })
        {
            var text = Assert.Throws<RuleException>(() => bench.Write(Secret)).ToString();
            Assert.DoesNotContain("secret", text);
        }
    }

    private static RuleBench Bench(string rules, string metadata = "{}") =>
        new(SchemaFormat.Json, Schema, rules, metadata);
}
