// A Protobuf message with every kind of field, and expressions over it.
using System.Buffers;
using TypedStreams.Protobuf;
using TypedStreams.Rules;
using TypedStreams.Rules.Cel;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Conformance.Tests.Rules;

internal static class ProtobufView
{
    internal const string Schema = """
        syntax = "proto3";
        package view;
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/duration.proto";
        import "google/protobuf/wrappers.proto";
        message View {
          int32 i = 1; uint64 u = 2; sint64 s = 3; fixed32 f = 4; float r = 5; double d = 6; bool t = 7;
          string text = 8; bytes raw = 9; State state = 10; repeated int32 counts = 11;
          map<string, int64> sizes = 12; Part part = 13;
          oneof way { string air = 14; int32 sea = 15; }
          optional int32 maybe = 16;
          google.protobuf.Timestamp at = 17; google.protobuf.Duration span = 18;
          google.protobuf.StringValue wrapped = 19; google.protobuf.Int64Value none = 20;
          int32 zero = 21; Part nothing = 22; repeated Part parts = 23;
          message Part { string name = 1; Part inner = 2; }
          enum State { OPEN = 0; SHUT = 3; }
        }
        """;

    internal static readonly string[] Expressions =
    [
        "message.i", "message.i + 1", "message.u == 18446744073709551615u", "message.s", "message.f == 9u", "message.r",
        "message.d * 2.0", "message.t", "message.text", "message.raw == b'\\x00\\xff'", "message.state",
        "message.state == 3",
        "message.counts == [1, -1]", "size(message.counts)", "message.counts[1]", "message.sizes['k']",
        "message.sizes.k",
        "'k' in message.sizes", "'z' in message.sizes", "message.sizes['z']", "message.part.name",
        "message.part.inner.name",
        "message.part.inner.inner.inner.name", "has(message.part.inner)", "has(message.part.inner.inner)",
        "message.air",
        "message.sea", "has(message.air)", "has(message.sea)", "message.maybe", "has(message.maybe)", "message.zero",
        "has(message.zero)", "has(message.i)", "has(message.counts)", "has(message.sizes)", "message.at.getFullYear()",
        "message.at == timestamp('2023-11-14T22:13:20Z')", "message.span == duration('90s')", "message.wrapped == 'w'",
        "message.none == null", "has(message.none)", "message.unknown", "has(message.unknown)", "message.nothing.name",
        "message.parts[0].name", "message.parts.exists(p, p.name == 'two')", "size(message.parts)",
        "type(message.u) == uint",
    ];

    internal static readonly byte[] Value = Encode();

    internal static string Evaluate(string expression)
    {
        var schema = new RegisteredSchema(1, SchemaFormat.Protobuf, Schema, []);
        var message = RulePlan.FormatOf(schema, RuleContract.None).Read(Value, messageIndex: 0).Message;
        try
        {
            var variables = new Dictionary<string, object?> { ["message"] = message };
            var value = CelProgram.Compile(expression).Evaluate(variables);
            return CelAgreementTests.Print(System.Text.Json.JsonSerializer.SerializeToElement(value));
        }
        catch (CelException)
        {
            return "none";
        }
    }

    private static byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtobufWriter(output);
        writer.WriteInt64(1 << 3, -5);
        writer.WriteUInt64(2 << 3, ulong.MaxValue);
        writer.WriteUInt64(3 << 3, 3);
        writer.WriteFloat((4 << 3) | 5, BitConverter.UInt32BitsToSingle(9));
        writer.WriteFloat((5 << 3) | 5, 1.5f);
        writer.WriteDouble((6 << 3) | 1, 2.25);
        writer.WriteBoolean(7 << 3, true);
        writer.WriteString((8 << 3) | 2, "grün");
        writer.WriteBytes((9 << 3) | 2, [0, 0xFF]);
        writer.WriteInt64(10 << 3, 3);
        var counts = writer.Begin((11 << 3) | 2);
        writer.WritePacked(1);
        writer.WritePacked(ulong.MaxValue);
        writer.End(counts);
        var sizes = writer.Begin((12 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "k");
        writer.WriteInt64(2 << 3, 4);
        writer.End(sizes);
        var part = writer.Begin((13 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "one");
        var inner = writer.Begin((2 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "two");
        writer.End(inner);
        writer.End(part);
        writer.WriteInt64(15 << 3, 0);
        var at = writer.Begin((17 << 3) | 2);
        writer.WriteInt64(1 << 3, 1_700_000_000);
        writer.End(at);
        var span = writer.Begin((18 << 3) | 2);
        writer.WriteInt64(1 << 3, 90);
        writer.End(span);
        var wrapped = writer.Begin((19 << 3) | 2);
        writer.WriteString((1 << 3) | 2, "w");
        writer.End(wrapped);
        foreach (var name in new[] { "one", "two" })
        {
            var item = writer.Begin((23 << 3) | 2);
            writer.WriteString((1 << 3) | 2, name);
            writer.End(item);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
