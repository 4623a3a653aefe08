// Reads an order that a producer of version 1 wrote, with whatever the contract has become since.

using System.Buffers;
using Evolution;
using TypedStreams;
using TypedStreams.Avro;
using TypedStreams.Schemas.Avro;

var file = Path.Combine(AppContext.BaseDirectory, "schemas/orders-value/v1.avsc");
var written = AvroParser.Parse(File.ReadAllText(file));
Console.WriteLine($"written by version 1: {OldProducer.Write().Length} bytes");
Console.WriteLine($"read by this build:   {Read<OrderPlaced>(OldProducer.Write(), written)}");

// What a consumer does with a record of another schema: plan once, rewrite each record, read it.
static T Read<T>(ReadOnlySpan<byte> payload, AvroSchema written)
    where T : IMessage<T>
{
    var rewritten = new ArrayBufferWriter<byte>();
    AvroReadPlan.Create(AvroParser.Parse(T.SchemaText), written).Rewrite(payload, rewritten);
    return T.Read(rewritten.WrittenSpan);
}

/// <summary>What the codec of version 1 did: three fields, in this order, and nothing else.</summary>
internal static class OldProducer
{
    internal static ReadOnlySpan<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(buffer);
        writer.WriteString("order-1");
        writer.WriteString("Ada");
        writer.WriteDecimal(12.50m, precision: 18, scale: 2);
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
