// The schema that a value was written with, as far as an error needs it: which field a byte lies in. Asked only after
// reading has failed.

using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Consuming;

internal abstract class WrittenSchema
{
    internal static WrittenSchema Json { get; } = new JsonText();

    internal static WrittenSchema Of(AvroSchema schema) => new Avro(schema);

    internal static WrittenSchema Of(ProtoMessage message) => new Protobuf(message);

    /// <summary>The error with the field in it, or the word that the byte lies in none.</summary>
    internal MalformedDataException Explain(string problem, int position, ReadOnlySpan<byte> payload) =>
        FieldAt(payload, position) is { } field
            ? new MalformedDataException(problem, position, field)
            : new MalformedDataException(problem + ", outside of every field", position);

    private protected abstract string? FieldAt(ReadOnlySpan<byte> payload, int position);

    private sealed class Avro(AvroSchema schema) : WrittenSchema
    {
        private protected override string? FieldAt(ReadOnlySpan<byte> payload, int position) =>
            PayloadPlace.Find(schema, payload, position);
    }

    private sealed class Protobuf(ProtoMessage message) : WrittenSchema
    {
        private protected override string? FieldAt(ReadOnlySpan<byte> payload, int position) =>
            PayloadPlace.Find(message, payload, position);
    }

    private sealed class JsonText : WrittenSchema
    {
        private protected override string? FieldAt(ReadOnlySpan<byte> payload, int position) =>
            PayloadPlace.FindInJson(payload, position);
    }
}
