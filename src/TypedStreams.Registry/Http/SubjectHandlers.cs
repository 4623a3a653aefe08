// Subjects and their versions: list, look up, get, delete.
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

internal sealed class SubjectHandlers(RegistryStore store, SchemaShapes shapes)
{
    internal async Task<RegistryReply> List(RegistryRequest request)
    {
        Func<string, bool> filter = request.SubjectFilter(byDefault: SubjectName.AllContexts);
        Func<RegisteredVersion, bool> shown = Shown(request);
        string[] subjects = await store.ReadAsync(
            machine => request.Page(
                machine.Index.Subjects.Where(subject =>
                    filter(subject) && machine.Index.Versions(subject).Values.Any(shown)),
                maxLimit: int.MaxValue),
            request.Aborted);
        return Replies.Strings(subjects);
    }

    internal async Task<RegistryReply> Versions(RegistryRequest request, string subject)
    {
        bool includesDeleted = request.Flag("deleted") || request.Flag("deletedOnly");
        bool negative = request.Flag("deletedAsNegative");
        Func<RegisteredVersion, bool> shown = negative ? _ => true : Shown(request);
        int[] versions = await store.ReadAsync(
            machine =>
            {
                IList<RegisteredVersion> all = machine.Index.Versions(Name(machine, request, subject)).Values;
                return all.Any(version => includesDeleted || !version.Deleted)
                    ? request.Page(
                        all.Where(shown).Select(v => v.Deleted && negative ? -v.Version : v.Version),
                        maxLimit: int.MaxValue)
                    : throw new RegistryException(RegistryError.SubjectNotFound(subject));
            },
            request.Aborted);
        return Replies.Numbers(versions);
    }

    internal async Task<RegistryReply> LookUp(RegistryRequest request, string subject)
    {
        SchemaProposal proposal = ProposalBody.Read(await request.ReadBodyAsync());
        bool normalize = request.Flag("normalize");
        bool deleted = request.Flag("deleted");
        return await ShowAsync(request, machine =>
            machine.LookUp(Name(machine, request, subject), proposal, normalize, deleted));
    }

    internal Task<RegistryReply> Get(RegistryRequest request, string subject, string version)
    {
        VersionSelector selector = Outcomes.Value(VersionSelector.Parse(version));
        bool deleted = request.Flag("deleted");
        return ShowAsync(request, machine => machine.Find(Name(machine, request, subject), selector, deleted));
    }

    /// <summary>The newest version whose metadata has every pair of <c>key</c> and <c>value</c> in the query.</summary>
    internal Task<RegistryReply> GetByMetadata(RegistryRequest request, string subject)
    {
        KeyValuePair<string, string>[] properties =
            [.. request.Texts("key").Zip(request.Texts("value"), KeyValuePair.Create)];
        bool deleted = request.Flag("deleted");
        return ShowAsync(request, machine =>
            machine.FindByMetadata(Name(machine, request, subject), properties, deleted));
    }

    internal async Task<RegistryReply> GetText(RegistryRequest request, string subject, string version)
    {
        VersionSelector selector = Outcomes.Value(VersionSelector.Parse(version));
        bool deleted = request.Flag("deleted");
        string? form = request.Text("format");
        return Replies.Raw(await store.ReadAsync(
            machine =>
            {
                RegisteredVersion found = Outcomes.Value(
                    machine.Find(Name(machine, request, subject), selector, deleted));
                return machine.TextOf(SubjectName.ContextOf(found.Subject), found.Content, form);
            },
            request.Aborted));
    }

    internal async Task<RegistryReply> ReferencedBy(RegistryRequest request, string subject, string version)
    {
        VersionSelector selector = Outcomes.Value(VersionSelector.Parse(version));
        bool deleted = request.Flag("deleted");
        int[] ids = await store.ReadAsync(
            machine =>
            {
                RegisteredVersion found = Outcomes.Value(
                    machine.Find(Name(machine, request, subject), selector, includeDeleted: true));
                return request.Page(
                    machine.Index.Referrers(found.Subject, found.Version)
                        .Where(referrer => deleted || !referrer.Deleted)
                        .Select(referrer => referrer.Id).Distinct().Order(),
                    maxLimit: int.MaxValue);
            },
            request.Aborted);
        return Replies.Numbers(ids);
    }

    internal async Task<RegistryReply> Delete(RegistryRequest request, string subject)
    {
        bool permanent = request.Flag("permanent");
        return Replies.Numbers(Outcomes.Value(await store.WriteAsync(
            machine => machine.DeleteSubject(Name(machine, request, subject), permanent), request.Aborted)));
    }

    internal async Task<RegistryReply> DeleteVersion(RegistryRequest request, string subject, string version)
    {
        VersionSelector selector = Outcomes.Value(VersionSelector.Parse(version));
        bool permanent = request.Flag("permanent");
        int deleted = Outcomes.Value(await store.WriteAsync(
            machine => machine.DeleteVersion(Name(machine, request, subject), selector, permanent), request.Aborted));
        return Replies.Json(text => text.Number(deleted));
    }

    private async Task<RegistryReply> ShowAsync(
        RegistryRequest request, Func<SubjectMachine, Outcome<RegisteredVersion>> find)
    {
        string? form = request.Text("format");
        IReadOnlyList<string> wanted = request.Texts("findTags");
        return await store.ReadAsync(
            machine =>
            {
                RegisteredVersion found = Outcomes.Value(find(machine));
                string context = SubjectName.ContextOf(found.Subject);
                string formed = machine.TextOf(context, found.Content, form);
                IReadOnlyCollection<EntityTags> tags = machine.TagsOf(context, found.Content, wanted);
                return Replies.Json(text => shapes.Version(text, found, formed, tags: tags));
            },
            request.Aborted);
    }

    /// <summary>The subject a request means, its context spelled out and its alias followed.</summary>
    internal static string Name(SubjectMachine machine, RegistryRequest request, string subject) =>
        machine.Index.Target(request.Subject(subject));

    private static Func<RegisteredVersion, bool> Shown(RegistryRequest request) =>
        request.Flag("deletedOnly") ? version => version.Deleted
        : request.Flag("deleted") ? _ => true
        : version => !version.Deleted;
}
