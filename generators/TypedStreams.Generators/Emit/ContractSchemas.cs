// The schemas of a message, one for each of its formats, made at build. The Avro schema is always made, because it is
// what judges names and defaults.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.Emit;

internal static class ContractSchemas
{
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;

    /// <exception cref="SchemaParseException">The message has no valid schema.</exception>
    internal static ContractModel Build(MessageModel message)
    {
        var avro = AvroSchemaEmitter.Build(message);
        return new ContractModel(message, new EquatableArray<SchemaModel>(message.Formats.Select(format => format switch
        {
            "Avro" => new SchemaModel(format, AvroStoredText.Of(avro), AvroFingerprint.Of(avro)),
            "Protobuf" => OfText(format, ProtobufSchemaEmitter.Build(message)),
            _ => OfText(format, JsonSchemaEmitter.Build(message)),
        })));
    }

    private static SchemaModel OfText(string format, string text)
    {
        var hash = FnvOffset;
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * FnvPrime);
        }

        return new SchemaModel(format, text, hash);
    }
}
