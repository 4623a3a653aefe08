using TypedStreams.Avro;
using TypedStreams.Rules;

namespace TypedStreams.Tests.Rules;

public class AvroRuleTests
{
    private const string Order = """
        {"type":"record","name":"Order","namespace":"shop","fields":[
          {"name":"id","type":"long"},
          {"name":"note","type":["null","string"],"confluent:tags":["PII"]},
          {"name":"price","type":"double"},
          {"name":"names","type":{"type":"array","items":"string"},"confluent:tags":["PII"]},
          {"name":"home","type":["null",{"type":"record","name":"Place","fields":[
            {"name":"street","type":"string"},{"name":"next","type":["null","Place"]}]}]},
          {"name":"labels","type":{"type":"map","values":"string"}},
          {"name":"state","type":{"type":"enum","name":"State","symbols":["OPEN","SHUT"]}}]}
        """;

    private static readonly byte[] Value = RuleBench.Avro((ref AvroWriter writer) =>
    {
        writer.WriteLong(7);
        writer.WriteLong(1);
        writer.WriteString("ring twice");
        writer.WriteDouble(2.5);

        // Two blocks, the first with its size: what another writer may do.
        writer.WriteLong(-1);
        writer.WriteLong(4);
        writer.WriteString("Ada");
        writer.WriteLong(1);
        writer.WriteString("Bob");
        writer.WriteLong(0);
        writer.WriteLong(1);
        writer.WriteString("Here");
        writer.WriteLong(1);
        writer.WriteString("There");
        writer.WriteLong(0);
        writer.WriteLong(1);
        writer.WriteString("k");
        writer.WriteString("v");
        writer.WriteLong(0);
        writer.WriteInt(1);
    });

    [Theory]
    [InlineData("message.id == 7 && message.price == 2.5 && message.note == 'ring twice'")]
    [InlineData("message.names == ['Ada', 'Bob'] && size(message.names) == 2 && message.names[1] == 'Bob'")]
    [InlineData("message.home.street == 'Here' && message.home.next.street == 'There'")]
    [InlineData("message.home.next.next == null && !has(message.home.next.next) && has(message.home)")]
    [InlineData("message.labels.k == 'v' && 'k' in message.labels && message.labels.all(k, k == 'k')")]
    [InlineData("message.state == 'SHUT'")]
    [InlineData("message.id == 8; false")]
    [InlineData("message.note != 'a;b'")]
    public void Condition_that_is_true_leaves_the_bytes_as_they_are(string expression)
    {
        using var bench = Condition(expression);

        Assert.Equal(Value, bench.Write(Value));
    }

    [Theory]
    [InlineData("message.id > 7", RuleFailure.Condition)]
    [InlineData("message.id == 7; message.price < 0.0", RuleFailure.Condition)]
    [InlineData("message.nothing == 1", RuleFailure.Expression)]
    [InlineData("message.id + 1", RuleFailure.Expression)]
    [InlineData("message.id; true", RuleFailure.Expression)]
    [InlineData("message.id ==", RuleFailure.Expression)]
    [InlineData("", RuleFailure.Expression)]
    public void Condition_that_is_not_true_refuses_the_message(string expression, RuleFailure failure)
    {
        using var bench = Condition(expression);

        var refusal = Assert.Throws<RuleException>(() => bench.Write(Value));

        Assert.Equal((failure, "check", RuleBench.Subject, RuleMode.Write),
            (refusal.Failure, refusal.Rule, refusal.Subject, refusal.Mode));
        Assert.Contains("'check' (CEL)", refusal.Message);
    }

    [Fact]
    public void Field_rule_changes_tagged_text_and_nothing_else()
    {
        using var bench = Field("TRANSFORM", "typeName == 'STRING'; value + '!'", "PII");

        var after = bench.Write(Value);

        using var seen = Condition(
            "message.note == 'ring twice!' && message.names == ['Ada!', 'Bob!'] && message.home.next.street == 'There' "
            + "&& message.labels.k == 'v'");
        Assert.Equal(after, seen.Write(after));
    }

    [Fact]
    public void Tags_of_the_metadata_reach_fields_by_pattern()
    {
        using var bench = new RuleBench(
            SchemaFormat.Avro,
            Order,
            RuleBench.Rule("CEL_FIELD", "WRITE", "TRANSFORM", "fullName", ["X"]),
            """{"tags":{"**.street":["X"]}}""");

        using var seen = Condition("message.home.street == 'shop.Place.street' && message.note == 'ring twice'");
        var after = bench.Write(Value);
        Assert.Equal(after, seen.Write(after));
    }

    [Fact]
    public void Field_condition_names_the_field_that_it_refuses()
    {
        using var bench = Field("CONDITION", "typeName != 'STRING' || value != 'There'");

        var refusal = Assert.Throws<RuleException>(() => bench.Write(Value));

        Assert.Equal((RuleFailure.Condition, "shop.Place.street"), (refusal.Failure, refusal.Field));
        Assert.Contains("at the field shop.Place.street", refusal.Message);
    }

    [Theory]
    [InlineData("name == 'id'; 'text'", "shop.Order.id")]
    [InlineData("name == 'price'; null", "shop.Order.price")]
    public void Value_of_another_type_is_refused(string expression, string field)
    {
        using var bench = Field("TRANSFORM", expression);

        var refusal = Assert.Throws<RuleException>(() => bench.Write(Value));

        Assert.Equal((RuleFailure.Value, field), (refusal.Failure, refusal.Field));
    }

    [Fact]
    public void Value_may_become_the_other_branch_of_its_union()
    {
        using var bench = Field("TRANSFORM", "name == 'note'; null");
        using var seen = Condition("message.note == null");

        var after = bench.Write(Value);

        Assert.Equal(after, seen.Write(after));
    }

    [Fact]
    public void Message_rule_makes_a_new_message()
    {
        using var bench = new RuleBench(SchemaFormat.Avro, Order, RuleBench.Rule("CEL", "WRITE", "TRANSFORM", """
            {'id': message.id + 1, 'price': message.price, 'names': message.names, 'home': message.home,
             'labels': {'n': 'm'}, 'state': 'OPEN'}
            """));
        using var seen = Condition(
            "message.id == 8 && message.note == null && message.home.next.street == 'There' && message.state == 'OPEN' "
            + "&& message.labels == {'n': 'm'}");

        var after = bench.Write(Value);

        Assert.Equal(after, seen.Write(after));
    }

    [Fact]
    public async Task Data_that_ends_early_or_nests_too_deep_is_malformed()
    {
        const string Nested = """
            {"type":"record","name":"N","fields":[{"name":"inner","type":["null","N"]}]}
            """;
        const string Nulls = """{"type":"array","items":"null"}""";
        var rule = RuleBench.Rule("CEL", "READ", "CONDITION", "true");
        using var order = new RuleBench(SchemaFormat.Avro, Order, rule);
        using var nested = new RuleBench(SchemaFormat.Avro, Nested, rule);
        using var nulls = new RuleBench(SchemaFormat.Avro, Nulls, rule);
        var flood = RuleBench.Avro((ref AvroWriter writer) =>
        {
            for (var i = 0; i < 20; i++)
            {
                writer.WriteLong(1 << 16);
            }
        });

        for (var length = 0; length < Value.Length; length++)
        {
            await Assert.ThrowsAsync<MalformedDataException>(() => order.ReadAsync(Value[..length]));
        }

        await Assert.ThrowsAsync<MalformedDataException>(() => order.ReadAsync([.. Value, 0]));
        await Assert.ThrowsAsync<MalformedDataException>(
            () => nested.ReadAsync([.. Enumerable.Repeat((byte)2, 100_000), 0]));
        await Assert.ThrowsAsync<MalformedDataException>(() => nulls.ReadAsync(flood));
    }

    private static RuleBench Condition(string expression) =>
        new(SchemaFormat.Avro, Order, RuleBench.Rule("CEL", "WRITE", "CONDITION", expression));

    private static RuleBench Field(string kind, string expression, params string[] tags) =>
        new(SchemaFormat.Avro, Order, RuleBench.Rule("CEL_FIELD", "WRITE", kind, expression, tags));
}
