// Schemas by id and guid, and the list of all.
using System.Globalization;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

internal sealed class SchemaHandlers(RegistryStore store, RegistryOptions options)
{
    internal async Task<RegistryReply> List(RegistryRequest request)
    {
        string prefix = Prefix(request.Text("subjectPrefix"));
        bool deleted = request.Flag("deleted");
        bool latestOnly = request.Flag("latestOnly");
        RegisteredVersion[] page = await store.ReadAsync(
            machine => request.Page(All(machine.Index, prefix, deleted, latestOnly), options.MaxPage), request.Aborted);
        return Replies.Json(text =>
        {
            text.Open('[');
            foreach (RegisteredVersion version in page)
            {
                Replies.Version(text, version);
            }

            text.Close(']');
        });
    }

    internal async Task<RegistryReply> ById(RegistryRequest request, string id)
    {
        bool fetchMaxId = request.Flag("fetchMaxId");
        string? subject = request.Text("subject");
        string? form = request.Text("format");
        (SchemaContent content, string formed, RegisteredVersion? use, int highest) = await store.ReadAsync(
            machine => (
                Content(machine.Index, id),
                machine.TextOf(Content(machine.Index, id), Number(id), form),
                string.IsNullOrEmpty(subject) ? null : Use(machine.Index, Number(id), subject),
                machine.Index.HighestId),
            request.Aborted);
        return Replies.Object(text =>
        {
            if (use is not null)
            {
                text.Member("subject", use.Subject).Member("version", use.Version);
            }

            Replies.Content(text, content, formed);
            if (fetchMaxId)
            {
                text.Member("maxId", highest);
            }
        });
    }

    internal async Task<RegistryReply> TextById(RegistryRequest request, string id)
    {
        string? form = request.Text("format");
        return Replies.Raw(await store.ReadAsync(
            machine => machine.TextOf(Content(machine.Index, id), Number(id), form), request.Aborted));
    }

    internal async Task<RegistryReply> SubjectsOfId(RegistryRequest request, string id) =>
        Replies.Strings((await UsesAsync(request, id)).Select(use => use.Subject));

    internal async Task<RegistryReply> VersionsOfId(RegistryRequest request, string id)
    {
        RegisteredVersion[] uses = await UsesAsync(request, id);
        return Replies.Json(text =>
        {
            text.Open('[');
            foreach (RegisteredVersion use in uses)
            {
                text.Open('{').Member("subject", use.Subject).Member("version", use.Version).Close('}');
            }

            text.Close(']');
        });
    }

    internal async Task<RegistryReply> ByGuid(RegistryRequest request, string guid)
    {
        string? form = request.Text("format");
        (SchemaContent? content, string? formed) = await store.ReadAsync(
            machine =>
            {
                int id = Ids(machine.Index, guid).FirstOrDefault();
                SchemaContent? found = machine.Index.Content(id);
                return (found, found is null ? null : machine.TextOf(found, id, form));
            },
            request.Aborted);
        return content is null
            ? throw new RegistryException(RegistryError.SchemaNotFound(guid))
            : Replies.Object(text => Replies.Content(text, content, formed));
    }

    internal async Task<RegistryReply> IdsOfGuid(RegistryRequest request, string guid)
    {
        int[] ids = await store.ReadAsync(machine => Ids(machine.Index, guid).ToArray(), request.Aborted);
        return Replies.Json(text =>
        {
            text.Open('[');
            foreach (int id in ids)
            {
                text.Open('{').Member("context", ".").Member("id", id).Close('}');
            }

            text.Close(']');
        });
    }

    /// <summary>What subjects must begin with; ":.:" and ":*:" in front name the one context there is.</summary>
    internal static string Prefix(string? prefix) => prefix switch
    {
        null => "",
        _ when prefix.StartsWith(":*:", StringComparison.Ordinal) => prefix[3..],
        _ => SchemaLogCodec.Unqualified(prefix),
    };

    /// <summary>At most one version a subject, its last.</summary>
    private ValueTask<RegisteredVersion[]> UsesAsync(RegistryRequest request, string id)
    {
        bool deleted = request.Flag("deleted");
        string? subject = request.Text("subject");
        return store.ReadAsync(
            machine =>
            {
                Content(machine.Index, id);
                IEnumerable<RegisteredVersion> uses = machine.Index.Uses(Number(id))
                    .Where(use => deleted || !use.Deleted)
                    .Where(use => string.IsNullOrEmpty(subject) || use.Subject == SchemaLogCodec.Unqualified(subject))
                    .GroupBy(use => use.Subject)
                    .Select(group => group.MaxBy(use => use.Version)!)
                    .OrderBy(use => use.Subject, StringComparer.Ordinal);
                return request.Page(uses, maxLimit: int.MaxValue);
            },
            request.Aborted);
    }

    private static IEnumerable<RegisteredVersion> All(SubjectIndex index, string prefix, bool deleted, bool latestOnly)
    {
        foreach (string subject in index.Subjects.Where(s => s.StartsWith(prefix, StringComparison.Ordinal)))
        {
            IEnumerable<RegisteredVersion> versions = deleted ? index.Versions(subject).Values : index.Live(subject);
            foreach (RegisteredVersion version in latestOnly ? versions.TakeLast(1) : versions)
            {
                yield return version;
            }
        }
    }

    private static RegisteredVersion? Use(SubjectIndex index, int id, string subject) =>
        index.Uses(id).Where(use => use.Subject == SchemaLogCodec.Unqualified(subject)).MaxBy(use => use.Version);

    private static SchemaContent Content(SubjectIndex index, string id) =>
        index.Content(Number(id)) ?? throw new RegistryException(RegistryError.SchemaNotFound(Number(id)));

    private static IEnumerable<int> Ids(SubjectIndex index, string guid) =>
        Guid.TryParse(guid, out Guid known) ? index.IdsOf(known) : [];

    private static int Number(string id) =>
        int.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw RegistryException.NotFound();
}
