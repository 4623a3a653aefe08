// Avro as the registry needs it: a text in, the stored text and the model out. Pure and without state.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Registry.Formats;

internal sealed class AvroFormat : ISchemaFormat
{
    /// <inheritdoc/>
    public string Name => SchemaContent.Avro;

    /// <inheritdoc/>
    public Outcome<ParsedSchema> Parse(string text, IReadOnlyList<BorrowedText> references, bool normalize)
    {
        if (SchemaDepth.Of(text) > SchemaDepth.Max)
        {
            return RegistryError.TooDeep(Name);
        }

        try
        {
            AvroSchema schema = AvroParser.Parse(text, Texts(references));
            AvroSchema[] borrowed = Models(Texts(references));
            string stored = normalize
                ? AvroNormalText.Of(schema, borrowed.OfType<AvroNamed>().Select(named => named.Name.Full))
                : AvroStoredText.Of(schema, borrowed);
            return new ParsedSchema(stored, schema);
        }
        catch (SchemaParseException fault)
        {
            return RegistryError.InvalidSchema(Name, fault.Message);
        }
    }

    /// <inheritdoc/>
    public object? Load(string text, IReadOnlyList<BorrowedText> references)
    {
        try
        {
            return AvroParser.Parse(text, Texts(references), validate: false);
        }
        catch (SchemaParseException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SchemaDifference> Check(object reader, object writer) =>
        AvroCompatibility.Check((AvroSchema)reader, (AvroSchema)writer);

    /// <inheritdoc/>
    public string Print(SchemaDifference difference, string reader, string writer) =>
        AvroMessages.Of(difference, reader, writer);

    private static string[] Texts(IReadOnlyList<BorrowedText> references) =>
        [.. references.Select(reference => reference.Text)];

    private static AvroSchema[] Models(string[] references)
    {
        var models = new AvroSchema[references.Length];
        for (int i = 0; i < models.Length; i++)
        {
            models[i] = AvroParser.Parse(references[i], references[..i], validate: false);
        }

        return models;
    }
}
