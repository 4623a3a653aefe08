// JSON Schema as the registry needs it. Pure and without state; must never fetch a reference.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Json;
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
    public IReadOnlyList<SchemaDifference> Check(object reader, object writer, bool isLenient) =>
        JsonSchemaCompatibility.Check(
            (JsonSchemaDocument)reader,
            (JsonSchemaDocument)writer,
            isLenient ? JsonCompatibilityPolicy.Lenient : JsonCompatibilityPolicy.Strict);

    /// <inheritdoc/>
    public string Print(SchemaDifference difference, string reader, string writer) =>
        $"{{errorType:\"{difference.KindName}\", description:\"The {reader} schema does not accept what the {writer} " +
        $"schema does at path '{difference.Location}'\"}}";

    /// <inheritdoc/>
    public string Essence(object model) => ((JsonSchemaDocument)model).ToNormalizedText();

    /// <inheritdoc/>
    public IEnumerable<string> FieldNames(object model) =>
        ((JsonSchemaDocument)model).Json["properties"]?.Members.Select(member => member.Key) ?? [];

    /// <inheritdoc/>
    public IEnumerable<EntityTags> Tags(object model) => JsonTags.Of(((JsonSchemaDocument)model).Json);

    /// <inheritdoc/>
    public Outcome<string> Tag(string text, IReadOnlyList<EntityTags> add, IReadOnlyList<EntityTags> remove)
    {
        try
        {
            JsonValue schema = JsonValue.Parse(text);
            foreach (EntityTags entity in add)
            {
                if (JsonTags.Change(schema, entity, isAdding: true) is not { } changed)
                {
                    return RegistryError.NothingToTag(Name, entity);
                }

                schema = changed;
            }

            foreach (EntityTags entity in remove)
            {
                schema = JsonTags.Change(schema, entity, isAdding: false) ?? schema;
            }

            return schema.ToString();
        }
        catch (SchemaParseException fault)
        {
            return RegistryError.InvalidSchema(Name, fault.Message);
        }
    }

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
