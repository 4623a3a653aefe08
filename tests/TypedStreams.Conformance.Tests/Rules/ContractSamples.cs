// One message in three formats, with its schema, as each client takes it.
using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using TypedStreams.Avro;
using TypedStreams.Protobuf;

namespace TypedStreams.Conformance.Tests.Rules;

/// <param name="Format">How it is encoded.</param>
/// <param name="Schema">Its schema; the field "note" is tagged PII, and "raw" where there are bytes.</param>
/// <param name="Plain">The message as the JavaScript client takes and gives it.</param>
/// <param name="Encode">Its bytes, with another note.</param>
internal sealed record ContractSample(
    SchemaFormat Format, string Schema, string Plain, Func<string, byte[]> Encode)
{
    internal const string Note = "ring twice, grün";

    internal static IReadOnlyList<ContractSample> All { get; } =
    [
        new(
            SchemaFormat.Avro,
            """
            {"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},
            {"name":"note","type":["null","string"],"confluent:tags":["PII"]},
            {"name":"names","type":{"type":"array","items":"string"}},
            {"name":"raw","type":"bytes","confluent:tags":["PII"]}]}
            """,
            """{"id":7,"note":"NOTE","names":["Ada","Bob"],"raw":{"$bytes":"00ff"}}""".Replace("NOTE", Note),
            EncodeAvro),
        new(
            SchemaFormat.Json,
            """
            {"type":"object","properties":{"id":{"type":"integer"},
            "note":{"oneOf":[{"type":"null"},{"type":"string"}],"confluent:tags":["PII"]},
            "names":{"type":"array","items":{"type":"string"}}}}
            """,
            $$"""{"id":7,"note":"{{Note}}","names":["Ada","Bob"]}""",
            note => Encoding.UTF8.GetBytes($$"""{"id":7,"note":"{{note}}","names":["Ada","Bob"]}""")),
        new(
            SchemaFormat.Protobuf,
            """
            syntax = "proto3";
            package shop;
            import "confluent/meta.proto";
            message Order {
              int64 id = 1;
              string note = 2 [(confluent.field_meta).tags = "PII"];
              repeated string names = 3;
              bytes raw = 4 [(confluent.field_meta).tags = "PII"];
            }
            """,
            """
            {"id":{"$int":"7"},"note":"NOTE","names":["Ada","Bob"],"raw":{"$bytes":"00ff"}}
            """.Replace("NOTE", Note),
            EncodeProtobuf),
    ];

    internal string FormatName => Format.ToString().ToUpperInvariant();

    /// <summary>What the JavaScript client gives back, with another note.</summary>
    internal string Seen(string note)
    {
        var seen = JsonNode.Parse(Plain)!.AsObject();
        seen["id"] = 7;
        seen["note"] = note;
        return seen.ToJsonString();
    }

    private static byte[] EncodeAvro(string note)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(output);
        writer.WriteLong(7);
        writer.WriteLong(1);
        writer.WriteString(note);
        writer.WriteLong(2);
        writer.WriteString("Ada");
        writer.WriteString("Bob");
        writer.WriteLong(0);
        writer.WriteBytes([0, 0xFF]);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] EncodeProtobuf(string note)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtobufWriter(output);
        writer.WriteInt64(1 << 3, 7);
        writer.WriteString((2 << 3) | 2, note);
        writer.WriteString((3 << 3) | 2, "Ada");
        writer.WriteString((3 << 3) | 2, "Bob");
        writer.WriteBytes((4 << 3) | 2, [0, 0xFF]);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
