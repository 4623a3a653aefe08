// Tags on the records and fields of a schema: found, put on, taken off; and the rules and metadata changed with them.
using TypedStreams.Registry.Formats;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    private const string AnyTag = "*";

    /// <summary>The records and fields of a schema that have one of these tags; "*" means any tag at all.</summary>
    internal IReadOnlyCollection<EntityTags> TagsOf(string context, SchemaContent content, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0 || SchemaFormats.Find(content.Type) is not { } format ||
            Model(context, content) is not { } model)
        {
            return [];
        }

        return [.. format.Tags(model).Where(entity => wanted.Contains(AnyTag) || entity.Tags.Any(wanted.Contains))];
    }

    /// <summary>
    /// Registers the next version of a subject: an existing one with other tags, metadata or rules. What is left as it
    /// was comes from that version.
    /// </summary>
    internal Decision<RegisteredVersion> ChangeTags(string subject, VersionSelector selector, TagsChange change)
    {
        Outcome<RegisteredVersion> found = FindHere(subject, selector, includeDeleted: false);
        if (found.Value is not { Content: var content })
        {
            return found.Error!;
        }

        RuleSet? rules = RuleSet.Merge(change.RuleSet ?? content.RuleSet, change.RulesToMerge)
            ?.Without(change.RulesToRemove);
        var proposal = new SchemaProposal(
            content.Type,
            content.Text,
            content.References,
            change.Metadata ?? content.Metadata,
            rules,
            Version: change.NewVersion)
        {
            AddTags = change.Add,
            RemoveTags = change.Remove,
            Inherits = false,
        };
        return Register(subject, proposal, normalize: false);
    }

    /// <summary>What the version before has tags on, and this one has too, gets the same.</summary>
    private SchemaProposal WithTagsOfLatest(string subject, SchemaProposal proposal, ISchemaFormat format)
    {
        if (Index.Latest(subject) is not { } latest || latest.Content.Type != proposal.Type ||
            Model(latest) is not { } model)
        {
            return proposal;
        }

        IEnumerable<EntityTags> tags = format.Tags(model)
            .Where(entity => format.Tag(proposal.Text, [entity], []).Error is null);
        return proposal with { AddTags = [.. tags, .. proposal.AddTags] };
    }

    /// <summary>The proposal with its tags written into its text.</summary>
    private Outcome<SchemaProposal> Tagged(string subject, SchemaProposal proposal)
    {
        if (SchemaFormats.Find(proposal.Type) is not { } format)
        {
            return proposal;
        }

        proposal = proposal.PropagatesTags ? WithTagsOfLatest(subject, proposal, format) : proposal;
        if (proposal.AddTags.IsEmpty && proposal.RemoveTags.IsEmpty)
        {
            return proposal;
        }

        Outcome<string> text = format.Tag(proposal.Text, proposal.AddTags, proposal.RemoveTags);
        return text.Error is { } error ? error : proposal with { Text = text.Value!, AddTags = [], RemoveTags = [] };
    }
}
