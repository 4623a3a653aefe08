// JSON Schema as the registry needs it. Pure and without state; must never fetch a reference.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Registry.Formats;

internal sealed class JsonFormat : ISchemaFormat
{
    /// <inheritdoc/>
    public string Name => "JSON";

    /// <inheritdoc/>
    public Outcome<ParsedSchema> Parse(string text, IReadOnlyList<BorrowedText> references, bool normalize)
    {
        if (SchemaDepth.Of(text) > SchemaDepth.Max)
        {
            return RegistryError.TooDeep(Name);
        }

        try
        {
            JsonSchemaDocument schema = JsonSchemaParser.Parse(text, Documents(references));
            return new ParsedSchema(normalize ? schema.ToNormalizedText() : schema.ToString(), schema);
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
            return JsonSchemaParser.Parse(text, Documents(references), validate: false);
        }
        catch (SchemaParseException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SchemaDifference> Check(object reader, object writer) =>
        JsonSchemaCompatibility.Check((JsonSchemaDocument)reader, (JsonSchemaDocument)writer);

    /// <inheritdoc/>
    public string Print(SchemaDifference difference, string reader, string writer) =>
        $"{{errorType:\"{difference.KindName}\", description:\"The {reader} schema does not accept what the {writer} " +
        $"schema does at path '{difference.Location}'\"}}";

    /// <inheritdoc/>
    public string Essence(object model) => ((JsonSchemaDocument)model).ToNormalizedText();

    /// <inheritdoc/>
    public IEnumerable<string> FieldNames(object model) =>
        ((JsonSchemaDocument)model).Json["properties"]?.Members.Select(member => member.Key) ?? [];

    private static Dictionary<string, string> Documents(IReadOnlyList<BorrowedText> references)
    {
        var documents = new Dictionary<string, string>(references.Count, StringComparer.Ordinal);
        foreach (BorrowedText reference in references)
        {
            documents[reference.Name] = reference.Text;
        }

        return documents;
    }
}
