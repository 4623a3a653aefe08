// Avro as the registry needs it: a text in, the stored text and the model out. Pure and without state.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Registry.Formats;

internal sealed class AvroFormat : ISchemaFormat
{
    private const string Resolved = "resolved";

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
    public IReadOnlyList<SchemaDifference> Check(object reader, object writer, bool isLenient) =>
        AvroCompatibility.Check((AvroSchema)reader, (AvroSchema)writer);

    /// <inheritdoc/>
    public string Print(SchemaDifference difference, string reader, string writer) =>
        AvroMessages.Of(difference, reader, writer);

    /// <inheritdoc/>
    public string? Reformat(object model, string form) =>
        form == Resolved ? AvroStoredText.Of((AvroSchema)model) : null;

    /// <inheritdoc/>
    public string Essence(object model) => AvroNormalText.Of((AvroSchema)model, []);

    /// <inheritdoc/>
    public IEnumerable<string> FieldNames(object model) =>
        model is AvroRecord record ? record.Fields.Select(field => field.Name) : [];

    /// <inheritdoc/>
    public IEnumerable<EntityTags> Tags(object model) => AvroTags.Of((AvroSchema)model);

    /// <inheritdoc/>
    public Outcome<string> Tag(string text, IReadOnlyList<EntityTags> add, IReadOnlyList<EntityTags> remove)
    {
        try
        {
            string changed = AvroTags.Change(text, add, remove, out EntityTags? missing);
            return missing is null
                ? changed
                : RegistryError.NothingToTag(Name, missing);
        }
        catch (SchemaParseException fault)
        {
            return RegistryError.InvalidSchema(Name, fault.Message);
        }
    }

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
