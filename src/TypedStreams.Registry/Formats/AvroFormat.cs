// Avro as the registry needs it: a text in, the stored text and the model out. Pure and without state.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Registry.Formats;

internal static class AvroFormat
{
    /// <summary>The deepest nesting of JSON brackets that a registered schema may have.</summary>
    internal const int MaxDepth = 64;

    /// <summary>Parses a text that a client sent.</summary>
    /// <param name="text">The schema.</param>
    /// <param name="references">Texts of what it borrows, each after those it borrows from itself.</param>
    /// <param name="normalize">Whether the stored text is the normalized one.</param>
    internal static Outcome<ParsedAvro> Parse(string text, IReadOnlyList<string> references, bool normalize)
    {
        if (SchemaDepth.Of(text) > MaxDepth)
        {
            return RegistryError.InvalidSchema(
                SchemaContent.Avro, $"the schema nests deeper than {MaxDepth} levels; name and reuse inner types");
        }

        try
        {
            AvroSchema schema = AvroParser.Parse(text, references);
            AvroSchema[] borrowed = Models(references);
            string stored = normalize
                ? AvroNormalText.Of(schema, borrowed.OfType<AvroNamed>().Select(named => named.Name.Full))
                : AvroStoredText.Of(schema, borrowed);
            return new ParsedAvro(stored, schema);
        }
        catch (SchemaParseException fault)
        {
            return RegistryError.InvalidSchema(SchemaContent.Avro, fault.Message);
        }
    }

    /// <summary>The model of a stored text, which is not validated again; null when it cannot be read at all.</summary>
    internal static AvroSchema? Load(string text, IReadOnlyList<string> references)
    {
        try
        {
            return AvroParser.Parse(text, references, validate: false);
        }
        catch (SchemaParseException)
        {
            return null;
        }
    }

    private static AvroSchema[] Models(IReadOnlyList<string> references)
    {
        var models = new AvroSchema[references.Count];
        for (int i = 0; i < models.Length; i++)
        {
            models[i] = AvroParser.Parse(references[i], [.. references.Take(i)], validate: false);
        }

        return models;
    }
}

/// <summary>An Avro schema and the text it is stored as.</summary>
internal sealed record ParsedAvro(string Text, AvroSchema Schema);
