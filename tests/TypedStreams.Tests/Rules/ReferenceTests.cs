using System.Buffers;
using TypedStreams.Avro;
using TypedStreams.Protobuf;
using TypedStreams.Rules;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Tests.Rules;

/// <summary>Tags in schemas that the schema refers to.</summary>
public class ReferenceTests
{
    private static readonly string Rule = RuleBench.Rule("CEL_FIELD", "WRITE", "TRANSFORM", "value + '!'", ["PII"]);

    [Fact]
    public void Tags_of_a_referenced_Avro_record_count()
    {
        var schema = RuleBench.Schema(
            SchemaFormat.Avro,
            """{"type":"record","name":"Order","fields":[{"name":"home","type":"shop.Place"}]}""",
            Rule) with
        {
            References =
            [
                new("shop.Place", """
                    {"type":"record","name":"shop.Place","fields":[
                     {"name":"street","type":"string","confluent:tags":["PII"]}]}
                    """),
            ],
        };

        Assert.Equal(
            RuleBench.Avro((ref AvroWriter writer) => writer.WriteString("Here!")),
            Write(schema, RuleBench.Avro((ref AvroWriter writer) => writer.WriteString("Here"))));
    }

    [Fact]
    public void Tags_of_a_referenced_JSON_schema_count()
    {
        var schema = RuleBench.Schema(
            SchemaFormat.Json, """{"type":"object","properties":{"home":{"$ref":"place.json"}}}""", Rule) with
        {
            References =
            [
                new("place.json", """
                    {"type":"object","properties":{"street":{"type":"string","confluent:tags":["PII"]}}}
                    """),
            ],
        };

        Assert.Equal(
            """{"home":{"street":"Here!"}}"""u8, Write(schema, """{"home":{"street":"Here"}}"""u8.ToArray()));
    }

    [Fact]
    public void Tags_of_an_imported_Protobuf_message_count()
    {
        var schema = RuleBench.Schema(
            SchemaFormat.Protobuf,
            """syntax = "proto3"; import "place.proto"; message Order { shop.Place home = 1; }""",
            Rule) with
        {
            References =
            [
                new("place.proto", """
                    syntax = "proto3";
                    package shop;
                    import "confluent/meta.proto";
                    message Place { string street = 1 [(confluent.field_meta).tags = "PII"]; }
                    """),
            ],
        };

        Assert.Equal(Order("Here!"), Write(schema, Order("Here")));

        static byte[] Order(string street)
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new ProtobufWriter(output);
            var home = writer.Begin((1 << 3) | 2);
            writer.WriteString((1 << 3) | 2, street);
            writer.End(home);
            writer.Flush();
            return output.WrittenSpan.ToArray();
        }
    }

    private static byte[] Write(RegisteredSchema schema, byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        var plan = RulePlan.Create(RuleBench.Subject, schema, new RuleOptions());
        plan!.Write(payload, new RuleCall("orders", 0), output);
        return output.WrittenSpan.ToArray();
    }
}
