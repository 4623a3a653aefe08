// From what a client sent to a content: parsed, its references resolved, in the stored spelling. And the way back, from
// a stored content to its parsed model and its other forms.
using System.Collections.Immutable;
using System.Globalization;
using TypedStreams.Registry.Formats;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    private const int MaxCachedModels = 1000;

    // Parsed models by content; neither ever changes, so nothing here goes stale.
    private readonly Dictionary<SchemaContent, object> _models = [];

    /// <summary>A schema's text in the form a client asked for; the stored text when there is no such form.</summary>
    /// <param name="context">Where its references are looked up.</param>
    /// <param name="content">The schema.</param>
    /// <param name="form">The form, or null.</param>
    internal string TextOf(string context, SchemaContent content, string? form)
    {
        if (string.IsNullOrEmpty(form) || SchemaFormats.Find(content.Type) is not { } format)
        {
            return content.Text;
        }

        object? model = Model(context, content);
        return model is null ? content.Text : format.Reformat(model, form) ?? content.Text;
    }

    private Outcome<Prepared> Prepare(string subject, SchemaProposal proposal, bool normalize, bool isImport = false)
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

        if (proposal.RuleSet?.Fault() is { } fault)
        {
            return RegistryError.InvalidRuleSet(fault);
        }

        SubjectConfig config = Index.ConfigOf(subject);
        normalize = !isImport && (normalize || config.Normalize == true);
        string context = SubjectName.ContextOf(subject);
        Outcome<ResolvedReferences> resolved = Resolve(context, proposal.References, normalize);
        if (resolved.Error is { } missing)
        {
            return missing;
        }

        bool isLenient = isImport || config.ValidateNewSchemas == false;
        Outcome<ParsedSchema> parsed = Parse(format, proposal.Text, resolved.Value!.Texts, normalize, isLenient);
        if (parsed.Error is { } invalid)
        {
            return invalid;
        }

        var content = new SchemaContent(
            proposal.Type, parsed.Value!.Text, resolved.Value.References, proposal.Metadata, proposal.RuleSet);
        return new Prepared(content, format, parsed.Value.Model, normalize, proposal.Inherits);
    }

    /// <summary>
    /// The content with the metadata and rules a subject gives it: its defaults below, its overrides above, and those
    /// of the version before for what the client left out.
    /// </summary>
    private SchemaContent Completed(string subject, SchemaContent content, bool inherits)
    {
        SubjectConfig config = Index.ConfigOf(subject);
        RegisteredVersion? previous = inherits ? Index.Latest(subject) : null;
        SchemaMetadata? metadata = SchemaMetadata.Merge(
            config.DefaultMetadata, content.Metadata ?? previous?.Content.Metadata);
        RuleSet? rules = RuleSet.Merge(config.DefaultRuleSet, content.RuleSet ?? previous?.Content.RuleSet);
        return content.With(
            SchemaMetadata.Merge(metadata, config.OverrideMetadata), RuleSet.Merge(rules, config.OverrideRuleSet));
    }

    /// <summary>Numbers a completed content with its version, when it (or the one before it) says one.</summary>
    private static Outcome<SchemaContent> Numbered(SchemaContent completed, SchemaProposal proposal, int next)
    {
        string number = next.ToString(CultureInfo.InvariantCulture);
        if (proposal.Metadata?.Property(SchemaMetadata.VersionProperty) is { } wanted && proposal.Version != -1)
        {
            return wanted == number ? completed : RegistryError.UnexpectedVersion(next, wanted);
        }

        bool isNumbered = proposal.Version == -1 ||
            completed.Metadata?.Property(SchemaMetadata.VersionProperty) is not null;
        return isNumbered
            ? completed.With(
                SchemaMetadata.With(completed.Metadata, SchemaMetadata.VersionProperty, number), completed.RuleSet)
            : completed;
    }

    private static Outcome<ParsedSchema> Parse(
        ISchemaFormat format, string text, List<BorrowedText> references, bool normalize, bool isLenient)
    {
        Outcome<ParsedSchema> parsed = format.Parse(text, references, normalize);

        // What is taken over from elsewhere may be older than today's checks; readable is enough.
        return parsed.Error is not null && isLenient && format.Load(text, references) is { } model
            ? new ParsedSchema(text, model)
            : parsed;
    }

    private Outcome<ResolvedReferences> Resolve(
        string context, ImmutableArray<SchemaReference> references, bool normalize)
    {
        var resolved = ImmutableArray.CreateBuilder<SchemaReference>(references.Length);
        foreach (SchemaReference reference in references)
        {
            string subject = SubjectName.In(context, reference.Subject);
            RegisteredVersion? target = reference.Version == -1
                ? Index.Latest(subject)
                : Index.Versions(subject).GetValueOrDefault(reference.Version);
            if (target is null)
            {
                return RegistryError.ReferenceNotFound(reference);
            }

            resolved.Add(reference with { Version = target.Version });
        }

        ImmutableArray<SchemaReference> list = normalize
            ? [.. resolved.Distinct().OrderBy(reference => reference.Name, StringComparer.Ordinal)]
            : resolved.ToImmutable();
        return new ResolvedReferences(list, Texts(context, list));
    }

    /// <summary>The texts of references, transitively, each after those it borrows from itself.</summary>
    private List<BorrowedText> Texts(string context, ImmutableArray<SchemaReference> references)
    {
        var texts = new List<BorrowedText>();
        var seen = new HashSet<(string, int, string)>();
        Collect(context, references);
        return texts;

        void Collect(string from, ImmutableArray<SchemaReference> wanted)
        {
            foreach (SchemaReference reference in wanted)
            {
                string subject = SubjectName.In(from, reference.Subject);
                if (Index.Versions(subject).GetValueOrDefault(reference.Version) is not { } target)
                {
                    continue;
                }

                // Avro names types by their text, so that one must not come twice; others are named by who borrows.
                string name = target.Content.Type == SchemaContent.Avro ? "" : reference.Name;
                if (seen.Add((subject, reference.Version, name)))
                {
                    Collect(SubjectName.ContextOf(subject), target.Content.References);
                    texts.Add(new BorrowedText(reference.Name, target.Content.Text));
                }
            }
        }
    }

    private object? Model(RegisteredVersion version) => Model(SubjectName.ContextOf(version.Subject), version.Content);

    private object? Model(string context, SchemaContent content)
    {
        if (_models.TryGetValue(content, out object? model))
        {
            return model;
        }

        model = SchemaFormats.Find(content.Type)?.Load(content.Text, Texts(context, content.References));
        if (model is not null)
        {
            if (_models.Count == MaxCachedModels)
            {
                _models.Clear();
            }

            _models.Add(content, model);
        }

        return model;
    }

    private sealed record ResolvedReferences(ImmutableArray<SchemaReference> References, List<BorrowedText> Texts);

    private readonly record struct Prepared(
        SchemaContent Content, ISchemaFormat Format, object Model, bool IsNormalized, bool Inherits);
}
