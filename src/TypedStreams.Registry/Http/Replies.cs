// The JSON shapes of answers (API level 8: schemaType always there, guid and ts given). Empty members are left out.
using System.Text;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Http;

internal static class Replies
{
    internal static RegistryReply Empty { get; } = new(200, "{}"u8.ToArray());

    internal static RegistryReply Json(Action<JsonText> write)
    {
        var text = new JsonText();
        write(text);
        return new RegistryReply(200, text.Written);
    }

    internal static RegistryReply Object(Action<JsonText> write) => Json(text =>
    {
        text.Open('{');
        write(text);
        text.Close('}');
    });

    internal static RegistryReply Numbers(IEnumerable<int> numbers) => Json(text => text.Numbers(numbers));

    internal static RegistryReply Strings(IEnumerable<string> strings) => Json(text => text.Strings(strings));

    /// <summary>A schema's own text, not wrapped in JSON.</summary>
    internal static RegistryReply Raw(string text) => new(200, Encoding.UTF8.GetBytes(text));

    internal static RegistryReply Error(RegistryError error)
    {
        RegistryReply body = Object(text => text.Member("error_code", error.Code).Member("message", error.Message));
        return body with { Status = error.Status };
    }

    /// <summary>A version of a subject (Confluent's "Schema").</summary>
    /// <param name="text">Where to.</param>
    /// <param name="version">The version.</param>
    /// <param name="form">The schema in the form that was asked for; null for the stored text.</param>
    internal static void Version(JsonText text, RegisteredVersion version, string? form = null)
    {
        text.Open('{').Member("subject", version.Subject).Member("version", version.Version).Member("id", version.Id);
        Content(text, version.Content, form);
        if (version.TimestampMs > 0)
        {
            text.Member("ts", version.TimestampMs);
        }

        if (version.Deleted)
        {
            text.Member("deleted", value: true);
        }

        text.Close('}');
    }

    /// <summary>What a registration is answered with.</summary>
    internal static RegistryReply Registered(RegisteredVersion version) => Object(text =>
    {
        text.Member("id", version.Id).Member("version", version.Version);
        Content(text, version.Content);
    });

    /// <summary>A schema found by its id (Confluent's "SchemaString"): guid, type, references, text.</summary>
    internal static void Content(JsonText text, SchemaContent content, string? form = null)
    {
        text.Member("guid", content.Guid.ToString()).Member("schemaType", content.Type);
        ContentText.WriteReferences(text, content);
        ContentText.WriteContract(text, content);
        text.Member("schema", form ?? content.Text);
    }

    /// <summary>A configuration; PUT calls the level "compatibility", everything else "compatibilityLevel".</summary>
    internal static RegistryReply Config(SubjectConfig config, string levelName) => Object(text =>
    {
        if (config.Normalize is { } normalize)
        {
            text.Member("normalize", normalize);
        }

        if (config.Level is { } level)
        {
            text.Member(levelName, level.ToName());
        }
    });

    internal static RegistryReply Mode(RegistryMode mode) =>
        Object(text => text.Member("mode", RegistryModes.ToName(mode)));
}
