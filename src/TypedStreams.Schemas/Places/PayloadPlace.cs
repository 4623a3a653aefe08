// Which field a byte of a message lies in, for errors: looked for only after reading has failed, so that readers need
// not carry a path along. Walks the value by its schema until the byte, or until nothing can be read any more.

using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas;

/// <summary>Names the field at a byte of a message.</summary>
public static class PayloadPlace
{
    /// <summary>The path to the field, such as <c>Lines[2].Price</c>; null when the byte is in none.</summary>
    /// <param name="schema">The schema that the value was written with.</param>
    /// <param name="payload">The value.</param>
    /// <param name="position">Zero-based byte; the end of the value stands for what is missing there.</param>
    public static string? Find(AvroSchema schema, ReadOnlySpan<byte> payload, int position) =>
        AvroPlace.Find(schema, payload, position);

    /// <inheritdoc cref="Find(AvroSchema, ReadOnlySpan{byte}, int)"/>
    public static string? Find(ProtoMessage schema, ReadOnlySpan<byte> payload, int position) =>
        ProtoPlace.Find(schema, payload, position);

    /// <summary>The same for JSON, which needs no schema.</summary>
    /// <param name="payload">The value.</param>
    /// <param name="position">Zero-based byte; the end of the value stands for what is missing there.</param>
    public static string? FindInJson(ReadOnlySpan<byte> payload, int position) => JsonPlace.Find(payload, position);

    /// <summary>The path of an item below a path.</summary>
    internal static string Item(string path, long index) => $"{path}[{index}]";

    /// <summary>The path of a field below a path.</summary>
    internal static string Field(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
