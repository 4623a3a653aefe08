// Schemas by id and guid, and the list of all.
using System.Globalization;
using TypedStreams.Registry.Access;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

internal sealed class SchemaHandlers(RegistryStore store, RegistryOptions options, SchemaShapes shapes)
{
    private static readonly string[] Associated = ["resourceType", "associationType", "lifecycle"];

    internal async Task<RegistryReply> List(RegistryRequest request)
    {
        Func<string, bool> filter = request.SubjectFilter(byDefault: "");
        bool deleted = request.Flag("deleted");
        bool latestOnly = request.Flag("latestOnly");
        bool withAliases = request.Flag("aliases");
        string? ruleType = request.Text("ruleType");
        // No schema has an association here, so none has one of the kind that is asked for.
        bool isOfNone = Associated.Any(name => request.Texts(name).Any(value => value.Length > 0));
        (RegisteredVersion Version, string[] Aliases)[] page = await store.ReadAsync(
            machine => Array.ConvertAll(
                request.Page(
                    All(machine.Index, s => !isOfNone && filter(s) && request.MayRead(s), deleted, latestOnly)
                        .Where(v => string.IsNullOrEmpty(ruleType) || HasRule(v.Content, ruleType)),
                    options.MaxPage),
                v => (v, withAliases ? machine.Index.AliasesOf(v.Subject).ToArray() : [])),
            request.Aborted);
        return Replies.Json(text =>
        {
            text.Open('[');
            foreach ((RegisteredVersion version, string[] aliases) in page)
            {
                shapes.Version(text, version, aliases: aliases);
            }

            text.Close(']');
        });
    }

    internal Task<RegistryReply> ById(RegistryRequest request, string id)
    {
        bool fetchMaxId = request.Flag("fetchMaxId");
        string? form = request.Text("format");
        IReadOnlyList<string> wanted = request.Texts("findTags");
        return ByIdAsync(request, id, isLasting: !fetchMaxId, (machine, found) => shapes.String(
            found.Content,
            machine.TextOf(found.Context, found.Content, form),
            request.Text("subject") is { Length: > 0 } ? found.Use : null,
            fetchMaxId ? machine.Index.Context(found.Context).HighestId : null,
            machine.TagsOf(found.Context, found.Content, wanted)));
    }

    internal Task<RegistryReply> TextById(RegistryRequest request, string id)
    {
        string? form = request.Text("format");
        return ByIdAsync(request, id, isLasting: true, (machine, found) =>
            Replies.Raw(machine.TextOf(found.Context, found.Content, form)));
    }

    /// <summary>
    /// An id never comes to mean another schema, so one that is known needs no look at what others wrote meanwhile.
    /// </summary>
    private async Task<RegistryReply> ByIdAsync(
        RegistryRequest request, string id, bool isLasting, Func<SubjectMachine, Located, RegistryReply> show)
    {
        int number = Number(id);
        string? subject = request.QuerySubject();
        RegistryReply Look(SubjectMachine machine) => show(
            machine,
            Seen(request, machine.Index, Locate(machine.Index, number, subject), number)
                ?? throw new RegistryException(RegistryError.SchemaNotFound(number)));
        RegistryReply? Find(SubjectMachine machine) =>
            Seen(request, machine.Index, Locate(machine.Index, number, subject), number) is { } found
                ? show(machine, found)
                : null;
        return isLasting && string.IsNullOrEmpty(request.Text("subject"))
            ? await store.ReadLastingAsync(Find, Look, request.Aborted)
            : await store.ReadAsync(Look, request.Aborted);
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
        return await store.ReadLastingAsync(
            Find,
            machine => Find(machine) ?? throw new RegistryException(RegistryError.SchemaNotFound(guid)),
            request.Aborted);

        RegistryReply? Find(SubjectMachine machine)
        {
            (string context, int id) = Ids(machine.Index, guid).FirstOrDefault();
            return id > 0 && machine.Index.Context(context).Content(id) is { } content &&
                Seen(request, machine.Index, new Located(context, content, Use: null), id) is not null
                ? shapes.String(content, machine.TextOf(context, content, form))
                : null;
        }
    }

    internal async Task<RegistryReply> IdsOfGuid(RegistryRequest request, string guid)
    {
        (string Context, int Id)[] ids = await store.ReadAsync(
            machine => Ids(machine.Index, guid).ToArray(), request.Aborted);
        return Replies.Json(text =>
        {
            text.Open('[');
            foreach ((string context, int id) in ids)
            {
                text.Open('{').Member("context", context).Member("id", id).Close('}');
            }

            text.Close(']');
        });
    }

    /// <summary>At most one version a subject, its last.</summary>
    private ValueTask<RegisteredVersion[]> UsesAsync(RegistryRequest request, string id)
    {
        bool deleted = request.Flag("deleted");
        return store.ReadAsync(
            machine =>
            {
                string? subject = request.QuerySubject();
                Located found =
                    Seen(request, machine.Index, Locate(machine.Index, Number(id), subject), Number(id))
                    ?? throw new RegistryException(RegistryError.SchemaNotFound(Number(id)));
                string? only = subject is null || SubjectName.IsScope(subject) ? null : machine.Index.Target(subject);
                IEnumerable<RegisteredVersion> uses = machine.Index.Context(found.Context).Uses(Number(id))
                    .Where(use => deleted || !use.Deleted)
                    .Where(use => request.MayRead(use.Subject))
                    .Where(use => only is null || use.Subject == (found.Use?.Subject ?? only))
                    .GroupBy(use => use.Subject)
                    .Select(group => group.MaxBy(use => use.Version)!)
                    .OrderBy(use => use.Subject, StringComparer.Ordinal);
                return request.Page(uses, maxLimit: int.MaxValue);
            },
            request.Aborted);
    }

    /// <summary>A schema is seen by those who may read a subject that has it; for others it is not there.</summary>
    private static Located? Seen(RegistryRequest request, SubjectIndex index, Located? found, int id) =>
        found is not null && request.Grant != Grant.Everything &&
        !index.Context(found.Context).Uses(id).Any(use => request.MayRead(use.Subject))
            ? null
            : found;

    /// <summary>
    /// An id is looked for in the context of the subject. A plain name that does not use it in the default context is
    /// looked for in the others, and only then the id alone counts.
    /// </summary>
    private static Located? Locate(SubjectIndex index, int id, string? subject)
    {
        string name = index.Target(subject ?? "");
        string context = SubjectName.ContextOf(name);
        SchemaContent? content = index.Context(context).Content(id);
        RegisteredVersion? use = subject is null ? null : Use(index, context, id, name);
        bool isPlain = subject is not null && context == SubjectName.DefaultContext;
        if (isPlain && use is null)
        {
            foreach (string other in index.Contexts.Skip(1))
            {
                if (Use(index, other, id, SubjectName.In(other, name)) is { } elsewhere)
                {
                    return new Located(other, elsewhere.Content, elsewhere);
                }
            }
        }

        return content is null ? null : new Located(context, content, use);
    }

    private static RegisteredVersion? Use(SubjectIndex index, string context, int id, string subject) =>
        index.Context(context).Uses(id).Where(use => use.Subject == subject).MaxBy(use => use.Version);

    private static IEnumerable<RegisteredVersion> All(
        SubjectIndex index, Func<string, bool> filter, bool deleted, bool latestOnly)
    {
        foreach (string subject in index.Subjects.Where(filter))
        {
            IEnumerable<RegisteredVersion> versions = deleted ? index.Versions(subject).Values : index.Live(subject);
            foreach (RegisteredVersion version in latestOnly ? versions.TakeLast(1) : versions)
            {
                yield return version;
            }
        }
    }

    private static bool HasRule(SchemaContent content, string type) =>
        content.RuleSet?.All.Any(rule => rule.Type == type) == true;

    private static IEnumerable<(string Context, int Id)> Ids(SubjectIndex index, string guid) =>
        Guid.TryParse(guid, out Guid known)
            ? index.Contexts.SelectMany(context => index.Context(context).IdsOf(known).Select(id => (context, id)))
            : [];

    private static int Number(string id) =>
        int.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw RegistryException.NotFound();

    /// <summary>A schema by its id: where it was found, and by whom it is used of those asked about.</summary>
    private sealed record Located(string Context, SchemaContent Content, RegisteredVersion? Use);
}
