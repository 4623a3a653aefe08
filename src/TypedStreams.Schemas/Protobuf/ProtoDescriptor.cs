// The two ways between a schema and a serialized FileDescriptorProto, which Python, JavaScript and Go clients send and
// ask for.

namespace TypedStreams.Schemas.Protobuf;

/// <summary>Converts schemas to and from serialized FileDescriptorProto messages.</summary>
public static class ProtoDescriptor
{
    /// <summary>
    /// The descriptor of a schema's file, equal to what protoc writes without source locations. Options whose
    /// definition is not at hand are left out.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">The path the descriptor is to carry.</param>
    public static byte[] Encode(ProtoSchema schema, string path = "default") =>
        ProtoDescriptorEncoder.Encode(schema.File, schema.Files.Names, path, isLenient: true);

    /// <summary>Reads a descriptor.</summary>
    /// <param name="bytes">A serialized FileDescriptorProto.</param>
    /// <param name="references">The files it imports, directly or not, by import path.</param>
    /// <param name="validate">False checks no more than that names are known.</param>
    /// <exception cref="SchemaParseException">The bytes are no usable descriptor; do not retry.</exception>
    public static ProtoSchema Decode(
        byte[] bytes, IReadOnlyDictionary<string, string>? references = null, bool validate = true)
    {
        var decoder = new ProtoDescriptorDecoder(bytes);
        var schema = ProtoSchema.Link(decoder.Decode(), references, validate: false);
        decoder.DecodeOptions(schema.Files.Names);
        if (validate)
        {
            ProtoChecks.Check(schema.File, schema.Files.Names);
        }

        return schema;
    }

    /// <summary>Reads a descriptor in base64; null when the text is not base64.</summary>
    /// <param name="text">The text a client sent as a schema.</param>
    /// <param name="references">The files it imports, directly or not, by import path.</param>
    /// <exception cref="SchemaParseException">It is base64, but no usable descriptor; do not retry.</exception>
    public static ProtoSchema? TryDecode(string text, IReadOnlyDictionary<string, string>? references = null)
    {
        if (text.IndexOf('{') >= 0 || text.IndexOf(';') >= 0)
        {
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }

        return Decode(bytes, references);
    }
}
