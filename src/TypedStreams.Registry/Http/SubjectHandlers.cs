// Subjects and their versions: list, register, look up, get, delete, and the question whether a schema would fit.
using System.Collections.Immutable;
using System.Globalization;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Http;

internal sealed class SubjectHandlers(RegistryStore store)
{
    internal async Task<RegistryReply> List(RegistryRequest request)
    {
        string prefix = SchemaHandlers.Prefix(request.Text("subjectPrefix"));
        Func<RegisteredVersion, bool> shown = Shown(request);
        string[] subjects = await store.ReadAsync(
            machine => request.Page(
                machine.Index.Subjects.Where(subject => subject.StartsWith(prefix, StringComparison.Ordinal) &&
                    machine.Index.Versions(subject).Values.Any(shown)),
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
                IList<RegisteredVersion> all = machine.Index.Versions(Plain(subject)).Values;
                return all.Any(version => includesDeleted || !version.Deleted)
                    ? request.Page(
                        all.Where(shown).Select(v => v.Deleted && negative ? -v.Version : v.Version),
                        maxLimit: int.MaxValue)
                    : throw new RegistryException(RegistryError.SubjectNotFound(subject));
            },
            request.Aborted);
        return Replies.Numbers(versions);
    }

    internal async Task<RegistryReply> Register(RegistryRequest request, string subject)
    {
        SchemaProposal proposal = Proposal(await request.ReadBodyAsync());
        bool normalize = request.Flag("normalize");
        return Replies.Registered(Value(await store.WriteAsync(
            machine => machine.Register(Plain(subject), proposal, normalize), request.Aborted)));
    }

    internal async Task<RegistryReply> LookUp(RegistryRequest request, string subject)
    {
        SchemaProposal proposal = Proposal(await request.ReadBodyAsync());
        bool normalize = request.Flag("normalize");
        bool deleted = request.Flag("deleted");
        RegisteredVersion found = Value(await store.ReadAsync(
            machine => machine.LookUp(Plain(subject), proposal, normalize, deleted), request.Aborted));
        return await ShowAsync(request, found);
    }

    internal async Task<RegistryReply> Get(RegistryRequest request, string subject, string version)
    {
        RegisteredVersion found = await FindAsync(request, subject, version, request.Flag("deleted"));
        return await ShowAsync(request, found);
    }

    internal async Task<RegistryReply> GetText(RegistryRequest request, string subject, string version)
    {
        RegisteredVersion found = await FindAsync(request, subject, version, request.Flag("deleted"));
        return Replies.Raw(await FormAsync(request, found));
    }

    internal async Task<RegistryReply> ReferencedBy(RegistryRequest request, string subject, string version)
    {
        RegisteredVersion found = await FindAsync(request, subject, version, includeDeleted: true);
        bool deleted = request.Flag("deleted");
        int[] ids = await store.ReadAsync(
            machine => request.Page(
                machine.Index.Referrers(found.Subject, found.Version)
                    .Where(referrer => deleted || !referrer.Deleted)
                    .Select(referrer => referrer.Id).Distinct().Order(),
                maxLimit: int.MaxValue),
            request.Aborted);
        return Replies.Numbers(ids);
    }

    internal async Task<RegistryReply> Delete(RegistryRequest request, string subject)
    {
        bool permanent = request.Flag("permanent");
        return Replies.Numbers(Value(await store.WriteAsync(
            machine => machine.DeleteSubject(Plain(subject), permanent), request.Aborted)));
    }

    internal async Task<RegistryReply> DeleteVersion(RegistryRequest request, string subject, string version)
    {
        VersionSelector selector = Value(VersionSelector.Parse(version));
        bool permanent = request.Flag("permanent");
        int deleted = Value(await store.WriteAsync(
            machine => machine.DeleteVersion(Plain(subject), selector, permanent), request.Aborted));
        return Replies.Json(text => text.Number(deleted));
    }

    internal Task<RegistryReply> Check(RegistryRequest request, string subject, string version) =>
        CheckAsync(request, subject, Value(VersionSelector.Parse(version)));

    internal Task<RegistryReply> CheckAll(RegistryRequest request, string subject) =>
        CheckAsync(request, subject, selector: null);

    private async Task<RegistryReply> CheckAsync(RegistryRequest request, string subject, VersionSelector? selector)
    {
        SchemaProposal proposal = Proposal(await request.ReadBodyAsync());
        bool normalize = request.Flag("normalize");
        bool verbose = request.Flag("verbose");
        Outcome<ImmutableArray<string>> verdict = await store.ReadAsync(
            machine => machine.Check(Plain(subject), selector, proposal, normalize), request.Aborted);
        if (verdict.Error is { } error && (error.Code != 42201 || !verbose))
        {
            throw new RegistryException(error);
        }

        ImmutableArray<string> messages = verdict.Error is { } invalid ? [invalid.Message] : verdict.Value;
        return Replies.Object(text =>
        {
            text.Member("is_compatible", messages.IsEmpty);
            if (verbose)
            {
                text.Name("messages").Strings(messages);
            }
        });
    }

    private async Task<RegistryReply> ShowAsync(RegistryRequest request, RegisteredVersion version)
    {
        string form = await FormAsync(request, version);
        return Replies.Json(text => Replies.Version(text, version, form));
    }

    private ValueTask<string> FormAsync(RegistryRequest request, RegisteredVersion version)
    {
        string? form = request.Text("format");
        return string.IsNullOrEmpty(form)
            ? ValueTask.FromResult(version.Content.Text)
            : store.ReadAsync(machine => machine.TextOf(version.Content, version.Id, form), request.Aborted);
    }

    private async Task<RegisteredVersion> FindAsync(
        RegistryRequest request, string subject, string version, bool includeDeleted)
    {
        VersionSelector selector = Value(VersionSelector.Parse(version));
        return Value(await store.ReadAsync(
            machine => machine.Find(Plain(subject), selector, includeDeleted), request.Aborted));
    }

    private static string Plain(string subject) => SchemaLogCodec.Unqualified(subject);

    private static Func<RegisteredVersion, bool> Shown(RegistryRequest request) =>
        request.Flag("deletedOnly") ? version => version.Deleted
        : request.Flag("deleted") ? _ => true
        : version => !version.Deleted;

    private static SchemaProposal Proposal(JsonValue body)
    {
        try
        {
            return new SchemaProposal(
                Text(body, "schemaType") is { Length: > 0 } type ? type.ToUpperInvariant() : SchemaContent.Avro,
                Text(body, "schema") ?? "",
                body["references"] is { } references ? ContentText.ReadReferences(references) : [],
                ContentText.ObjectText(body["metadata"]),
                ContentText.ObjectText(body["ruleSet"]),
                Number(body, "id"),
                Number(body, "version"));
        }
        catch (FormatException fault)
        {
            throw new RegistryException(new RegistryError(422, fault.Message));
        }
    }

    private static string? Text(JsonValue body, string name) => body[name] switch
    {
        null or { Kind: JsonKind.Null } => null,
        { Kind: JsonKind.String } value => value.Text,
        _ => throw new FormatException($"\"{name}\" must be a string."),
    };

    private static int Number(JsonValue body, string name) => body[name] switch
    {
        null or { Kind: JsonKind.Null } => 0,
        { Kind: JsonKind.Number } value when int.TryParse(
            value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) => number,
        _ => throw new FormatException($"\"{name}\" must be a whole number."),
    };

    private static T Value<T>(Outcome<T> outcome) =>
        outcome.Error is { } error ? throw new RegistryException(error) : outcome.Value!;
}
