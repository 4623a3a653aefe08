// Protobuf as the registry needs it: .proto text or a descriptor in base64 in, the stored text and the model out.
// Pure and without state.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Registry.Formats;

internal sealed class ProtobufFormat : ISchemaFormat
{
    private const string Serialized = "serialized";
    private const string WithoutExtensions = "ignore_extensions";

    /// <inheritdoc/>
    public string Name => "PROTOBUF";

    /// <inheritdoc/>
    public Outcome<ParsedSchema> Parse(string text, IReadOnlyList<BorrowedText> references, bool normalize)
    {
        try
        {
            Dictionary<string, string> files = Files(references);
            ProtoSchema schema = ProtoDescriptor.TryDecode(text, files) ?? ProtoParser.Parse(text, files);
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
            return ProtoParser.Parse(text, Files(references), validate: false);
        }
        catch (SchemaParseException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SchemaDifference> Check(object reader, object writer, bool isLenient) =>
        ProtoCompatibility.Check((ProtoSchema)reader, (ProtoSchema)writer);

    /// <inheritdoc/>
    public string Print(SchemaDifference difference, string reader, string writer) =>
        ProtobufMessages.Of(difference, reader, writer);

    /// <inheritdoc/>
    public string? Reformat(object model, string form) => form switch
    {
        Serialized => Convert.ToBase64String(ProtoDescriptor.Encode((ProtoSchema)model)),
        WithoutExtensions => ProtoText.WithoutExtensions(((ProtoSchema)model).File),
        _ => null,
    };

    /// <inheritdoc/>
    public string Essence(object model) => ((ProtoSchema)model).ToNormalizedText();

    /// <inheritdoc/>
    public IEnumerable<string> FieldNames(object model) =>
        ((ProtoSchema)model).FirstMessage?.AllFields.Select(field => field.Name) ?? [];

    /// <inheritdoc/>
    public IEnumerable<EntityTags> Tags(object model) => ProtoTags.Of(((ProtoSchema)model).File)
        .Select(tagged => new EntityTags(tagged.Path, tagged.IsMessage, [.. tagged.Tags]));

    /// <inheritdoc/>
    public Outcome<string> Tag(string text, IReadOnlyList<EntityTags> add, IReadOnlyList<EntityTags> remove)
    {
        try
        {
            // What is tagged may have come as a descriptor, in which case it is its text that gets the tags.
            ProtoFile file = ProtoDescriptor.TryDecode(text) is { } decoded
                ? ProtoParser.ParseFile(decoded.ToString())
                : ProtoParser.ParseFile(text);
            var tags = new ProtoTags(file);
            foreach (EntityTags entity in add)
            {
                if (!tags.Add(entity.Path, entity.IsRecord, entity.Tags))
                {
                    return RegistryError.NothingToTag(Name, entity);
                }
            }

            foreach (EntityTags entity in remove)
            {
                tags.Remove(entity.Path, entity.IsRecord, entity.Tags);
            }

            return file.ToString();
        }
        catch (SchemaParseException fault)
        {
            return RegistryError.InvalidSchema(Name, fault.Message);
        }
    }

    private static Dictionary<string, string> Files(IReadOnlyList<BorrowedText> references)
    {
        var files = new Dictionary<string, string>(references.Count, StringComparer.Ordinal);
        foreach (BorrowedText reference in references)
        {
            files[reference.Name] = reference.Text;
        }

        return files;
    }
}
