// A schema's text as a file holds it, and whether two texts are one schema.

using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas.Recorded;

/// <summary>Texts of recorded versions.</summary>
public static class RecordedText
{
    /// <summary>What a version's file holds: JSON over several lines, .proto as it is; one line end last.</summary>
    /// <exception cref="SchemaParseException">The text of an Avro or JSON schema is not JSON.</exception>
    public static string Of(string format, string schema) => format == "Protobuf"
        ? schema.TrimEnd() + "\n"
        : JsonIndented.Of(JsonValue.Parse(schema)) + "\n";

    /// <summary>True when a registry would store both texts alike.</summary>
    /// <exception cref="SchemaParseException">One of them is not a schema.</exception>
    public static bool AreSame(string format, string one, string other) => Stored(format, one) == Stored(format, other);

    private static string Stored(string format, string schema) => format switch
    {
        "Avro" => AvroStoredText.Of(AvroParser.Parse(schema, references: null, validate: false)),
        "Protobuf" => ProtoParser.Parse(schema, references: null, validate: false).ToString(),
        _ => JsonValue.Parse(schema).ToString(),
    };
}
