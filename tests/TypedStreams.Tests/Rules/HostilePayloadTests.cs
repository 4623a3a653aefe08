using System.Text;
using TypedStreams.Avro;
using TypedStreams.Rules;

namespace TypedStreams.Tests.Rules;

/// <summary>Whatever bytes come, rules end with a value or with an error of their own.</summary>
public class HostilePayloadTests
{
    private const int Trials = 4_000;

    private const string AvroSchema = """
        {"type":"record","name":"R","fields":[
          {"name":"s","type":["null","string","bytes","R"]},{"name":"l","type":{"type":"array","items":"R"}},
          {"name":"m","type":{"type":"map","values":"double"}},
          {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
          {"name":"f","type":{"type":"fixed","name":"F","size":3}}]}
        """;

    private const string JsonSchema = """
        {"definitions":{"r":{"type":"object","properties":{"s":{"oneOf":[{"type":"string"},{"$ref":"#/definitions/r"}]},
        "l":{"type":"array","items":{"anyOf":[{"$ref":"#/definitions/r"},{"type":["number","boolean"]}]}}}}},
        "$ref":"#/definitions/r"}
        """;

    private const string ProtobufSchema = """
        syntax = "proto3";
        message R {
          string s = 1; repeated R l = 2; map<string, R> m = 3; repeated sint64 p = 4; oneof o { bytes b = 5; R r = 6; }
        }
        """;

    private static readonly byte[] Avro = RuleBench.Avro((ref AvroWriter writer) =>
    {
        writer.WriteLong(1);
        writer.WriteString("text");
        writer.WriteLong(0);
        writer.WriteLong(1);
        writer.WriteString("k");
        writer.WriteDouble(1);
        writer.WriteLong(0);
        writer.WriteInt(1);
        writer.WriteFixed([1, 2, 3]);
    });

    private static readonly byte[] Json =
        Encoding.UTF8.GetBytes("""{"s":{"s":"a\u00fc"},"l":[1,true,{"l":[2.5e1,{"s":"b"}]}]}""");

    private static readonly byte[] Protobuf =
    [
        0x0A, 2, 0x61, 0x62, 0x12, 4, 0x0A, 2, 0x63, 0x64, 0x1A, 7, 0x0A, 1, 0x6B, 0x12, 2, 0x0A, 0, 0x22, 2, 1, 2,
        0x2A, 1, 9, 0x32, 2, 0x0A, 0, 0x98, 6, 5,
    ];

    public static TheoryData<SchemaFormat> Formats => [SchemaFormat.Avro, SchemaFormat.Json, SchemaFormat.Protobuf];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Changed_bytes_give_a_value_or_a_typed_error(SchemaFormat format)
    {
        var (schema, whole) = format switch
        {
            SchemaFormat.Avro => (AvroSchema, Avro),
            SchemaFormat.Json => (JsonSchema, Json),
            _ => (ProtobufSchema, Protobuf),
        };
        var rules = string.Join(
            ',',
            RuleBench.Rule("CEL", "READ", "CONDITION", "has(message.s) || true"),
            RuleBench.Rule("CEL_FIELD", "READ", "TRANSFORM", "typeName == 'STRING'; value + '!'"));
        using var bench = new RuleBench(format, schema, $$"""{"domainRules":[{{rules}}]}""");
        var random = new Random(7);
        var good = 0;
        await bench.ReadAsync(whole);

        for (var trial = 0; trial < Trials; trial++)
        {
            byte[] bytes = [.. whole];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] =
                    random.Next(3) == 0 ? (byte)random.Next(256) : whole[random.Next(whole.Length)];
            }

            try
            {
                // What came out can be read as well.
                await bench.ReadAsync(await bench.ReadAsync(bytes));
                good++;
            }
            catch (Exception refusal) when (refusal is MalformedDataException or RuleException)
            {
                // As it should.
            }
        }

        Assert.InRange(good, 1, Trials - 1);
    }
}
