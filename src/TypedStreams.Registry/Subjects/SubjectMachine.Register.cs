// Registering a schema: the same content keeps its id everywhere in its context; content that is live under the subject
// gives the version that is there; else the next version, which counts soft-deleted ones.
using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    internal Decision<RegisteredVersion> Register(string subject, SchemaProposal proposal, bool normalize)
    {
        if (RefuseWrite(subject) is { } refused)
        {
            return refused;
        }

        bool isImporting = Index.ModeOf(subject).IsImporting();
        if (proposal.Id > 0)
        {
            return isImporting ? Import(subject, proposal) : RegistryError.NotImporting(subject);
        }

        if (isImporting)
        {
            return RegistryError.NotReadWrite(subject);
        }

        Outcome<SchemaProposal> tagged = Tagged(subject, WithText(subject, proposal));
        if (tagged.Error is { } untagged)
        {
            return untagged;
        }

        proposal = tagged.Value!;
        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize);
        if (prepared.Error is { } invalid)
        {
            return invalid;
        }

        return LookUp(subject, prepared.Value, deleted: false) is { } live
            ? live
            : RegisterNew(subject, proposal, prepared.Value);
    }

    private Decision<RegisteredVersion> RegisterNew(string subject, SchemaProposal proposal, Prepared prepared)
    {
        int next = Next(subject);
        if (proposal.Version > 0 && proposal.Version != next)
        {
            return RegistryError.UnexpectedVersion(next, $"{proposal.Version}");
        }

        SchemaContent completed = Completed(subject, prepared.Content, prepared.Inherits);
        Outcome<SchemaContent> numbered = Numbered(completed, proposal, next);
        if (numbered.Error is { } unexpected)
        {
            return unexpected;
        }

        prepared = prepared with { Content = numbered.Value! };
        ImmutableArray<string> messages = Judge(subject, prepared, [.. Index.Live(subject)]);
        return messages.Length > 0
            ? RegistryError.Incompatible(subject, messages)
            : Append(subject, next, id: 0, prepared.Content);
    }

    /// <summary>Takes a schema over with the id (and version) it has elsewhere, unjudged.</summary>
    private Decision<RegisteredVersion> Import(string subject, SchemaProposal proposal)
    {
        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize: false, isImport: true);
        if (prepared.Error is { } invalid)
        {
            return invalid;
        }

        SchemaContent content = prepared.Value.Content;
        if (Index.Context(SubjectName.ContextOf(subject)).Content(proposal.Id) is { } known &&
            (known.Guid != content.Guid || known.Type != content.Type))
        {
            return RegistryError.IdMismatch(proposal.Id);
        }

        SortedList<int, RegisteredVersion> versions = Index.Versions(subject);
        if (proposal.Version <= 0)
        {
            RegisteredVersion? live = versions.Values.LastOrDefault(v => v.Id == proposal.Id && !v.Deleted);
            return live is not null ? live : Append(subject, Next(subject), proposal.Id, content);
        }

        if (versions.GetValueOrDefault(proposal.Version) is not { Deleted: false } taken)
        {
            return Append(subject, proposal.Version, proposal.Id, content);
        }

        return taken.Id == proposal.Id
            ? taken
            : RegistryError.VersionTaken(subject, taken.Version, taken.Id);
    }

    private Decision<RegisteredVersion> Append(string subject, int version, int id, SchemaContent content)
    {
        string context = SubjectName.ContextOf(subject);
        ContextIndex ids = Index.Context(context);
        bool isImport = id > 0;
        id = isImport ? id : ids.IdOf(content) is > 0 and var known ? known : ids.HighestId + 1;
        var records = ImmutableArray.CreateBuilder<RegistryRecord>();
        if (context != SubjectName.DefaultContext && !ids.IsAnnounced)
        {
            records.Add(new ContextChanged(context, IsThere: true));
        }

        records.Add(new SchemaRegistered(subject, version, id, content, Deleted: false));

        // A soft-deleted version of the same content comes back under the new number; the old one goes.
        foreach (RegisteredVersion old in Index.Versions(subject).Values)
        {
            bool isReplaced = old.Id == id && old.Deleted && old.Version != version && !isImport;
            if (isReplaced && !Index.Referrers(subject, old.Version).Any())
            {
                records.Add(new SchemaErased(subject, old.Version));
            }
        }

        var reply = new RegisteredVersion(subject, version, id, content, Deleted: false, TimestampMs: 0);
        return new Decision<RegisteredVersion>(records.ToImmutable(), reply, Error: null);
    }

    private int Next(string subject)
    {
        IList<int> numbers = Index.Versions(subject).Keys;
        return numbers.Count == 0 ? 1 : numbers[^1] + 1;
    }

    /// <summary>Without a text, new metadata or rules are meant for the newest schema.</summary>
    private SchemaProposal WithText(string subject, SchemaProposal proposal) =>
        string.IsNullOrEmpty(proposal.Text) && (proposal.Metadata is not null || proposal.RuleSet is not null) &&
        Index.Latest(subject) is { Content: var latest }
            ? proposal with { Type = latest.Type, Text = latest.Text, References = latest.References }
            : proposal;
}
