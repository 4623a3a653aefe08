using System.Buffers;
using TypedStreams.Protobuf;
using TypedStreams.Rules;

namespace TypedStreams.Tests.Rules;

public class ProtobufRuleTests
{
    private const string Order = """
        syntax = "proto3";
        package shop;
        import "confluent/meta.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/wrappers.proto";
        message Other { string text = 1; }
        message Order {
          int64 id = 1;
          string note = 2 [(confluent.field_meta).tags = "PII"];
          repeated string names = 3 [(confluent.field_meta) = {tags: ["PII", "X"]}];
          Place home = 4;
          repeated int32 counts = 5;
          map<string, Place> places = 6;
          oneof way { string air = 7 [(confluent.field_meta).tags = "PII"]; bool sea = 8; }
          optional string maybe = 9 [(confluent.field_meta).tags = "PII"];
          google.protobuf.Timestamp at = 10;
          google.protobuf.StringValue wrapped = 11;
          fixed32 f = 12; sint64 s = 13; float real = 14; State state = 15; bytes raw = 16; uint64 big = 17;
          message Place { string street = 1 [(confluent.field_meta).tags = "PII"]; Place next = 2; }
          enum State { OPEN = 0; SHUT = 1; }
        }
        """;

    private delegate void Write(ref ProtobufWriter writer);

    private static readonly byte[] Value = Bytes((ref ProtobufWriter writer) =>
    {
        writer.WriteInt64(1 << 3, 7);
        writer.WriteString((99 << 3) | 2, "unknown");
        writer.WriteString((3 << 3) | 2, "Ada");
        var home = writer.Begin((4 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "Here");
        var next = writer.Begin((2 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "There");
        writer.WriteInt64(98 << 3, 5);
        writer.End(next);
        writer.End(home);
        writer.WriteString((3 << 3) | 2, "Bob");
        var counts = writer.Begin((5 << 3) | 2);
        writer.WritePacked(1);
        writer.WritePacked(ulong.MaxValue);
        writer.End(counts);
        var place = writer.Begin((6 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "k");
        var inner = writer.Begin((2 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "Mapped");
        writer.End(inner);
        writer.End(place);
        writer.WriteBoolean(8 << 3, true);
        var at = writer.Begin((10 << 3) | 2);
        writer.WriteInt64(1 << 3, 1_700_000_000);
        writer.End(at);
        writer.WriteFloat((12 << 3) | 5, BitConverter.UInt32BitsToSingle(9));
        writer.WriteUInt64(13 << 3, 3);
        writer.WriteFloat((14 << 3) | 5, 1.5f);
        writer.WriteInt64(15 << 3, 1);
        writer.WriteBytes((16 << 3) | 2, [1, 2]);
        writer.WriteUInt64(17 << 3, ulong.MaxValue);
    });

    [Theory]
    [InlineData("message.id == 7 && message.note == '' && message.names == ['Ada', 'Bob']")]
    [InlineData("message.counts == [1, -1]")]
    [InlineData("message.home.next.street == 'There' && message.home.next.next.next.street == ''")]
    [InlineData("message.places['k'].street == 'Mapped'")]
    [InlineData("!has(message.note) && has(message.id) && !has(message.maybe)")]
    [InlineData("message.sea && message.air == '' && message.at.getFullYear() == 2023 && message.wrapped == null")]
    [InlineData("message.f == 9u && message.s == -2 && message.real == 1.5 && message.state == 1")]
    [InlineData("message.raw == b'\\001\\002'")]
    [InlineData("message.big == 18446744073709551615u")]
    public void Condition_that_is_true_leaves_the_bytes_as_they_are(string expression) =>
        AssertTrue(expression, Value);

    [Fact]
    public void Field_rule_changes_tagged_fields_and_keeps_the_rest()
    {
        using var bench = Field("TRANSFORM", "value + '!'", "PII");

        var after = bench.Write(Value, 1);

        AssertTrue(
            "message.names == ['Ada!', 'Bob!'] && message.home.street == 'Here!' "
            + "&& message.home.next.street == 'There!' && message.places.k.street == 'Mapped!' && message.note == '!' "
            + "&& !has(message.maybe) && message.sea "
            + "&& message.id == 7 && message.counts == [1, -1] && message.f == 9u && message.s == -2 "
            + "&& message.big == 18446744073709551615u",
            after);
        Assert.Contains("unknown", System.Text.Encoding.Latin1.GetString(after));
        Assert.Contains("\u0090\u0006\u0005", System.Text.Encoding.Latin1.GetString(after));
    }

    [Fact]
    public void Numbers_are_written_back_as_their_types_are()
    {
        using var bench = Field("TRANSFORM", """
            name == 'counts' || name == 's' ? value + 1
            : name == 'f' ? value + 1u : name == 'real' ? value * 2.0 : value
            """);

        AssertTrue(
            "message.counts == [2, 0] && message.s == -1 && message.f == 10u && message.real == 3.0 && message.id == 7",
            bench.Write(Value, 1));
    }

    [Fact]
    public void Of_a_oneof_and_of_a_field_that_comes_twice_the_last_one_counts_and_the_rest_goes()
    {
        var twice = Bytes((ref ProtobufWriter writer) =>
        {
            writer.WriteString((2 << 3) | 2, "first");
            writer.WriteString((7 << 3) | 2, "flown");
            writer.WriteBoolean(8 << 3, true);
            writer.WriteString((2 << 3) | 2, "second");
        });
        using var bench = Field("TRANSFORM", "value + '!'", "PII");

        var after = System.Text.Encoding.Latin1.GetString(bench.Write(twice, 1));

        Assert.Contains("second!", after);
        Assert.DoesNotContain("first", after);
        Assert.DoesNotContain("flown", after);
    }

    [Fact]
    public void Message_that_comes_twice_is_merged()
    {
        var twice = Bytes((ref ProtobufWriter writer) =>
        {
            var home = writer.Begin((4 << 3) | 2);
            writer.WriteString((1 << 3) | 2, "Here");
            writer.End(home);
            home = writer.Begin((4 << 3) | 2);
            var next = writer.Begin((2 << 3) | 2);
            writer.WriteString((1 << 3) | 2, "There");
            writer.End(next);
            writer.End(home);
        });
        using var bench = Condition("message.home.street == 'Here' && message.home.next.street == 'There'");

        AssertTrue("message.home.street == 'Here' && message.home.next.street == 'There'", bench.Write(twice, 1));
    }

    [Fact]
    public void Message_rule_makes_a_new_message()
    {
        using var bench = new RuleBench(SchemaFormat.Protobuf, Order, RuleBench.Rule("CEL", "WRITE", "TRANSFORM", """
            {'id': 8, 'names': ['C'], 'home': {'street': 'S', 'next': message.home}, 'counts': [3, 4],
             'places': {'p': {'street': 'q'}}, 'state': 1, 'f': 3}
            """));

        AssertTrue(
            "message.id == 8 && message.names == ['C'] && message.home.next.next.street == 'There' && message.f == 3u "
            + "&& message.counts == [3, 4] && message.places.p.street == 'q' && message.state == 1 && !message.sea",
            bench.Write(Value, 1));
    }

    [Theory]
    [InlineData("{'nothing': 1}")]
    [InlineData("{'id': 'text'}")]
    [InlineData("{'counts': [2147483648]}")]
    [InlineData("'text'")]
    public void Message_that_does_not_fit_is_refused(string expression)
    {
        using var bench = new RuleBench(
            SchemaFormat.Protobuf, Order, RuleBench.Rule("CEL", "WRITE", "TRANSFORM", expression));

        Assert.Equal(RuleFailure.Value, Assert.Throws<RuleException>(() => bench.Write(Value, 1)).Failure);
    }

    [Fact]
    public void Schema_with_groups_is_refused_before_the_first_value()
    {
        const string Groups = """
            syntax = "proto2";
            message M { optional group G = 1 { optional string a = 1; } }
            """;

        var refusal = Assert.Throws<RuleException>(() => new RuleBench(
            SchemaFormat.Protobuf, Groups, RuleBench.Rule("CEL", "WRITE", "CONDITION", "true")));

        Assert.Equal(RuleFailure.Unsupported, refusal.Failure);
    }

    [Fact]
    public async Task Data_that_ends_early_or_nests_too_deep_is_malformed()
    {
        using var bench = new RuleBench(
            SchemaFormat.Protobuf, Order, RuleBench.Rule("CEL", "READ", "CONDITION", "true"));
        byte[] nested = [];
        for (var i = 0; i < 120; i++)
        {
            nested = Bytes((ref ProtobufWriter writer) => writer.WriteBytes((2 << 3) | 2, nested));
        }

        var deep = Bytes((ref ProtobufWriter writer) => writer.WriteBytes((4 << 3) | 2, nested));
        await Assert.ThrowsAsync<MalformedDataException>(() => bench.ReadAsync(deep, 1));
        await Assert.ThrowsAsync<MalformedDataException>(() => bench.ReadAsync([0x12, 5, 1], 1));
        await Assert.ThrowsAsync<MalformedDataException>(() => bench.ReadAsync([0x12, 1, 0xFF], 1));
        await Assert.ThrowsAsync<MalformedDataException>(() => bench.ReadAsync(Value, 2));
    }

    private static void AssertTrue(string expression, byte[] value)
    {
        using var bench = Condition(expression);
        Assert.Equal(value, bench.Write(value, 1));
    }

    private static RuleBench Condition(string expression) =>
        new(SchemaFormat.Protobuf, Order, RuleBench.Rule("CEL", "WRITE", "CONDITION", expression));

    private static RuleBench Field(string kind, string expression, params string[] tags) =>
        new(SchemaFormat.Protobuf, Order, RuleBench.Rule("CEL_FIELD", "WRITE", kind, expression, tags));

    private static byte[] Bytes(Write write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtobufWriter(output);
        write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
