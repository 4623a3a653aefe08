// What a client wants to register: registering it, asking first whether it would fit, changing what travels with it.
using System.Collections.Immutable;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

internal sealed class RegistrationHandlers(RegistryStore store, SchemaShapes shapes)
{
    internal async Task<RegistryReply> Register(RegistryRequest request, string subject)
    {
        SchemaProposal proposal = ProposalBody.Read(await request.ReadBodyAsync());
        bool normalize = request.Flag("normalize");
        RegisteredVersion registered = Outcomes.Value(await store.WriteAsync(
            machine => machine.Register(SubjectHandlers.Name(machine, request, subject), proposal, normalize),
            request.Aborted));

        // The guid covers text, metadata and rules: equal when the server kept what it was sent.
        bool isChanged = registered.Content.With(proposal.Metadata, proposal.RuleSet).Guid != registered.Content.Guid;
        return shapes.Registered(registered, isChanged);
    }

    /// <summary>Registers the next version with other tags, metadata or rules than an existing one has.</summary>
    internal async Task<RegistryReply> ChangeTags(RegistryRequest request, string subject, string version)
    {
        VersionSelector selector = Outcomes.Value(VersionSelector.Parse(version));
        TagsChange change = ProposalBody.ReadTags(await request.ReadBodyAsync());
        RegisteredVersion registered = Outcomes.Value(await store.WriteAsync(
            machine => machine.ChangeTags(SubjectHandlers.Name(machine, request, subject), selector, change),
            request.Aborted));
        return shapes.Registered(registered, isChanged: true);
    }

    internal Task<RegistryReply> Check(RegistryRequest request, string subject, string version) =>
        CheckAsync(request, subject, Outcomes.Value(VersionSelector.Parse(version)));

    internal Task<RegistryReply> CheckAll(RegistryRequest request, string subject) =>
        CheckAsync(request, subject, selector: null);

    private async Task<RegistryReply> CheckAsync(RegistryRequest request, string subject, VersionSelector? selector)
    {
        SchemaProposal proposal = ProposalBody.Read(await request.ReadBodyAsync());
        bool normalize = request.Flag("normalize");
        bool verbose = request.Flag("verbose");
        Outcome<ImmutableArray<string>> verdict = await store.ReadAsync(
            machine => machine.Check(SubjectHandlers.Name(machine, request, subject), selector, proposal, normalize),
            request.Aborted);
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
}
