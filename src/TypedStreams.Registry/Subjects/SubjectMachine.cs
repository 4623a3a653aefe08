// The decisions of a registry. A command looks at the index and comes to records and a reply; the shell appends the
// records, replays them from the log, and only then replies. Commands never change the index themselves.
// Pure: no I/O, no clock, no task. One owner at a time; the shell guards it. Rules are Confluent's.
using System.Collections.Immutable;
using TypedStreams.Registry.Formats;

namespace TypedStreams.Registry.Subjects;

/// <summary>Decides what commands do.</summary>
internal sealed partial class SubjectMachine
{
    private const int MaxCachedModels = 1000;

    // Parsed models by id, for compatibility; ids never change their content, so nothing here goes stale.
    private readonly Dictionary<int, object> _models = [];

    /// <summary>The state that decisions are taken on.</summary>
    internal SubjectIndex Index { get; } = new();

    /// <summary>A subject a client may write to: no control characters, no other context.</summary>
    private static bool IsValidSubject(string subject) =>
        !subject.StartsWith(':') && !subject.AsSpan().ContainsAnyInRange('\0', '\x1f') && !subject.Contains('\x7f');

    private RegistryError? RefuseWrite(string subject)
    {
        if (!IsValidSubject(subject))
        {
            return RegistryError.InvalidSubject(subject);
        }

        return Index.ModeOf(subject) == RegistryMode.ReadOnly ? RegistryError.ReadOnly(subject) : null;
    }

    /// <summary>A subject's version: a number, or <see cref="VersionSelector.Latest"/>.</summary>
    internal Outcome<RegisteredVersion> Find(string subject, VersionSelector selector, bool includeDeleted)
    {
        SortedList<int, RegisteredVersion> versions = Index.Versions(subject);
        RegisteredVersion? found = selector.IsLatest
            ? Index.Latest(subject) ?? (includeDeleted ? versions.Values.LastOrDefault() : null)
            : versions.GetValueOrDefault(selector.Number);
        if (found is not null && (includeDeleted || !found.Deleted))
        {
            return found;
        }

        bool hasSubject = includeDeleted ? versions.Count > 0 : Index.Latest(subject) is not null;
        return hasSubject ? RegistryError.VersionNotFound(selector.Number) : RegistryError.SubjectNotFound(subject);
    }

    /// <summary>The version of a subject that has this content.</summary>
    internal Outcome<RegisteredVersion> LookUp(string subject, SchemaProposal proposal, bool normalize, bool deleted)
    {
        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize);
        if (prepared.Error is { } error)
        {
            return error;
        }

        int id = Index.IdOf(prepared.Value.Content);
        RegisteredVersion? found = Index.Versions(subject).Values
            .LastOrDefault(version => version.Id == id && (deleted || !version.Deleted));
        if (found is not null)
        {
            return found;
        }

        bool hasSubject = deleted ? Index.Versions(subject).Count > 0 : Index.Latest(subject) is not null;
        return hasSubject ? RegistryError.SchemaNotFound() : RegistryError.SubjectNotFound(subject);
    }

    private Outcome<Prepared> Prepare(string subject, SchemaProposal proposal, bool normalize)
    {
        if (SchemaFormats.Find(proposal.Type) is not { } format)
        {
            return RegistryError.InvalidSchema(
                proposal.Type, $"the types served are {string.Join(", ", SchemaFormats.Names)}");
        }

        if (string.IsNullOrWhiteSpace(proposal.Text))
        {
            return RegistryError.EmptySchema();
        }

        normalize |= Index.NormalizesOf(subject);
        Outcome<ResolvedReferences> resolved = Resolve(proposal.References, normalize);
        if (resolved.Error is { } missing)
        {
            return missing;
        }

        Outcome<ParsedSchema> parsed = format.Parse(proposal.Text, resolved.Value!.Texts, normalize);
        if (parsed.Error is { } invalid)
        {
            return invalid;
        }

        var content = new SchemaContent(
            proposal.Type, parsed.Value!.Text, resolved.Value.References, proposal.Metadata, proposal.RuleSet);
        return new Prepared(content, format, parsed.Value.Model);
    }

    private Outcome<ResolvedReferences> Resolve(ImmutableArray<SchemaReference> references, bool normalize)
    {
        var resolved = ImmutableArray.CreateBuilder<SchemaReference>(references.Length);
        foreach (SchemaReference reference in references)
        {
            RegisteredVersion? target = reference.Version == -1
                ? Index.Latest(reference.Subject)
                : Index.Versions(reference.Subject).GetValueOrDefault(reference.Version);
            if (target is null)
            {
                return RegistryError.ReferenceNotFound(reference);
            }

            resolved.Add(reference with { Version = target.Version });
        }

        ImmutableArray<SchemaReference> list = normalize
            ? [.. resolved.Distinct().OrderBy(reference => reference.Name, StringComparer.Ordinal)]
            : resolved.ToImmutable();
        return new ResolvedReferences(list, Texts(list));
    }

    /// <summary>The texts of references, transitively, each after those it borrows from itself.</summary>
    private List<BorrowedText> Texts(ImmutableArray<SchemaReference> references)
    {
        var texts = new List<BorrowedText>();
        var seen = new HashSet<(string, int, string)>();
        Collect(references);
        return texts;

        void Collect(ImmutableArray<SchemaReference> wanted)
        {
            foreach (SchemaReference reference in wanted)
            {
                if (seen.Add((reference.Subject, reference.Version, NameInOrder(reference))) &&
                    Index.Versions(reference.Subject).GetValueOrDefault(reference.Version) is { } target)
                {
                    Collect(target.Content.References);
                    texts.Add(new BorrowedText(reference.Name, target.Content.Text));
                }
            }
        }

        // Avro names types by their text, so that one text must not come twice; the others are named by who borrows.
        string NameInOrder(SchemaReference reference) =>
            Index.Versions(reference.Subject).GetValueOrDefault(reference.Version)?.Content.Type == SchemaContent.Avro
                ? ""
                : reference.Name;
    }

    /// <summary>A schema's text in the form a client asked for; the stored text when there is no such form.</summary>
    internal string TextOf(SchemaContent content, int id, string? form)
    {
        if (string.IsNullOrEmpty(form) || SchemaFormats.Find(content.Type) is not { } format)
        {
            return content.Text;
        }

        object? model = Model(content, id);
        return model is null ? content.Text : format.Reformat(model, form) ?? content.Text;
    }

    private object? Model(SchemaContent content, int id)
    {
        if (_models.TryGetValue(id, out object? model))
        {
            return model;
        }

        model = SchemaFormats.Find(content.Type)?.Load(content.Text, Texts(content.References));
        if (model is not null)
        {
            if (_models.Count == MaxCachedModels)
            {
                _models.Clear();
            }

            _models.Add(id, model);
        }

        return model;
    }

    private sealed record ResolvedReferences(ImmutableArray<SchemaReference> References, List<BorrowedText> Texts);

    private readonly record struct Prepared(SchemaContent Content, ISchemaFormat Format, object Model);
}

/// <summary>A schema as a client sent it.</summary>
/// <param name="Type">AVRO, PROTOBUF or JSON.</param>
/// <param name="Text">The schema text.</param>
/// <param name="References">What it borrows; a version of -1 means latest.</param>
/// <param name="Metadata">The metadata object as JSON text, or null.</param>
/// <param name="RuleSet">The rule set object as JSON text, or null.</param>
/// <param name="Id">An id the client asks for, or 0.</param>
/// <param name="Version">A version the client asks for, or 0.</param>
internal sealed record SchemaProposal(
    string Type,
    string Text,
    ImmutableArray<SchemaReference> References,
    string? Metadata = null,
    string? RuleSet = null,
    int Id = 0,
    int Version = 0);

/// <summary>Which version of a subject a request means. Number is -1 for the latest.</summary>
internal readonly record struct VersionSelector(int Number)
{
    internal static VersionSelector Latest => new(-1);

    internal bool IsLatest => Number == -1;

    /// <summary>Reads 1..2^31-1, "latest" in any case, or "-1".</summary>
    internal static Outcome<VersionSelector> Parse(string text)
    {
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase) || text == "-1")
        {
            return Latest;
        }

        return int.TryParse(text, out int number) && number >= 1
            ? new VersionSelector(number)
            : RegistryError.InvalidVersion(text);
    }
}
