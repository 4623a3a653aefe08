// The JSON shapes of schemas and errors, which differ between Confluent's generations: 8 always says the type, the guid
// and when; 7 leaves out AVRO and answers a registration with the id alone. Empty members are left out.
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;

namespace TypedStreams.Registry.Http;

/// <summary>Writes schemas as clients of one API level expect them.</summary>
internal sealed class SchemaShapes(RegistryApiLevel level)
{
    private const int Incompatible = 40901;

    private readonly bool _isNew = level == RegistryApiLevel.Eight;

    internal RegistryReply Error(RegistryError error)
    {
        int code = error.Code == Incompatible && !_isNew ? 409 : error.Code;
        RegistryReply body = Replies.Object(text => text
            .Member("error_code", code)
            .Member("message", error.Message));
        return body with { Status = error.Status };
    }

    /// <summary>A version of a subject (Confluent's "Schema").</summary>
    /// <param name="text">Where to.</param>
    /// <param name="version">The version.</param>
    /// <param name="form">The schema in the form that was asked for; null for the stored text.</param>
    /// <param name="aliases">Other names of the subject.</param>
    /// <param name="tags">The tags found in the schema.</param>
    internal void Version(
        JsonText text,
        RegisteredVersion version,
        string? form = null,
        IReadOnlyCollection<string>? aliases = null,
        IReadOnlyCollection<EntityTags>? tags = null)
    {
        text.Open('{').Member("subject", version.Subject).Member("version", version.Version).Member("id", version.Id);
        Content(text, version.Content, form, tags);
        if (version.TimestampMs > 0 && _isNew)
        {
            text.Member("ts", version.TimestampMs);
        }

        if (version.Deleted && _isNew)
        {
            text.Member("deleted", value: true);
        }

        if (aliases is { Count: > 0 })
        {
            text.Name("aliases").Strings(aliases);
        }

        text.Close('}');
    }

    /// <summary>What a registration is answered with.</summary>
    /// <param name="version">What was registered.</param>
    /// <param name="isChanged">Whether it is not what the client sent, so that level 7 says it too.</param>
    internal RegistryReply Registered(RegisteredVersion version, bool isChanged) => Replies.Object(text =>
    {
        text.Member("id", version.Id);
        if (_isNew || isChanged)
        {
            text.Member("version", version.Version);
            Content(text, version.Content);
        }
    });

    /// <summary>A schema found by its id (Confluent's "SchemaString").</summary>
    /// <param name="content">The schema.</param>
    /// <param name="form">The text in the form that was asked for.</param>
    /// <param name="use">The version the call asked about; null when it named no subject.</param>
    /// <param name="maxId">The largest id there is; null when nobody asked.</param>
    /// <param name="tags">The tags found in the schema.</param>
    internal RegistryReply String(
        SchemaContent content,
        string form,
        RegisteredVersion? use = null,
        int? maxId = null,
        IReadOnlyCollection<EntityTags>? tags = null) => Replies.Object(text =>
    {
        if (use is not null && _isNew)
        {
            text.Member("subject", use.Subject).Member("version", use.Version);
        }

        Content(text, content, form, tags);
        if (maxId is { } largest)
        {
            text.Member("maxId", largest);
        }
    });

    private void Content(
        JsonText text, SchemaContent content, string? form = null, IReadOnlyCollection<EntityTags>? tags = null)
    {
        if (_isNew)
        {
            text.Member("guid", content.Guid.ToString());
        }

        if (_isNew || content.Type != SchemaContent.Avro)
        {
            text.Member("schemaType", content.Type);
        }

        ContentText.WriteReferences(text, content);
        ContentText.WriteContract(text, content);
        text.Member("schema", form ?? content.Text);
        if (tags is { Count: > 0 })
        {
            Write(text, tags);
        }
    }

    private static void Write(JsonText text, IReadOnlyCollection<EntityTags> tags)
    {
        text.Name("schemaTags").Open('[');
        foreach (EntityTags entity in tags)
        {
            text.Open('{').Name("schemaEntity").Open('{')
                .Member("entityPath", entity.Path)
                .Member("entityType", entity.IsRecord ? "SR_RECORD" : "SR_FIELD")
                .Close('}')
                .Name("tags").Strings(entity.Tags).Close('}');
        }

        text.Close(']');
    }
}
