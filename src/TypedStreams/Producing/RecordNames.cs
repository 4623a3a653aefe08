// What a schema calls its record, as Confluent's clients name subjects by it.

using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Producing;

internal static class RecordNames
{
    /// <summary>The name in a message type's own schema, whose first Protobuf message is the type.</summary>
    internal static string? Of(SchemaFormat format, string schema) => format switch
    {
        SchemaFormat.Protobuf when ProtobufOf(schema) is var file => Of(file, file.File.Messages[0]),
        SchemaFormat.Json => Of(JsonSchemaParser.Parse(schema)),
        _ => Of(AvroParser.Parse(schema)),
    };

    /// <summary>
    /// A type's own Protobuf schema: the file's text or, of a type that protoc has made, its descriptor.
    /// </summary>
    internal static ProtoSchema ProtobufOf(string schema) =>
        ProtoDescriptor.TryDecode(schema) ?? ProtoParser.Parse(schema);

    internal static string? Of(AvroSchema schema) => (schema as AvroNamed)?.Name.Full;

    internal static string Of(ProtoSchema schema, ProtoMessage message) =>
        schema.File.Package is { Length: > 0 } package ? $"{package}.{message.Name}" : message.Name;

    internal static string? Of(JsonSchemaDocument schema) =>
        schema.Json.Kind == JsonKind.Object && schema.Json["title"] is { Kind: JsonKind.String } title
            ? title.Text
            : null;
}
