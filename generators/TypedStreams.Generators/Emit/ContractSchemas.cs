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
            "Avro" => OfAvro(message, avro),
            "Protobuf" => OfText(format, message.SourceOf(format) ?? ProtobufSchemaEmitter.Build(message)),
            _ => OfText(format, message.SourceOf(format) ?? JsonSchemaEmitter.Build(message)),
        })));
    }

    /// <summary>The schema of the members, or the file that they were made of, which says the same.</summary>
    private static SchemaModel OfAvro(MessageModel message, AvroSchema avro)
    {
        if (message.SourceOf("Avro") is not { } source)
        {
            return new SchemaModel("Avro", AvroStoredText.Of(avro), AvroFingerprint.Of(avro));
        }

        var given = AvroParser.Parse(source);
        return AvroParsingForm.Of(given) == AvroParsingForm.Of(avro)
            ? new SchemaModel("Avro", AvroStoredText.Of(given), AvroFingerprint.Of(given))
            : throw new SchemaParseException(
                "the members of the type are not those of its schema file; declare it without members of its own. "
                + $"They make {AvroParsingForm.Of(avro)}, and the file says {AvroParsingForm.Of(given)}",
                location: "");
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
