// The incremental generator: [Message] types get codecs, [ConsumerGroup] classes get registration. Parse, model, emit;
// models are values, so an edit elsewhere ends at the parse step. Reports nothing: ContractAnalyzer does.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators;

/// <summary>Generates codecs, keys, schemas and registration.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>Tracking name of the step that turns a type into a message model.</summary>
    internal const string MessageStep = "Message";

    /// <summary>Tracking name of the step that makes a message's schema.</summary>
    internal const string SchemaStep = "Schema";

    /// <summary>Tracking name of the step that finds a message's recorded versions.</summary>
    internal const string VersionsStep = "Versions";

    /// <summary>Tracking name of the step that turns a class into a group model.</summary>
    internal const string GroupStep = "ConsumerGroup";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Symbols.Message,
                static (_, _) => true,
                static (context, cancellationToken) => MessageParser.Parse(
                    (INamedTypeSymbol)context.TargetSymbol,
                    context.Attributes[0],
                    new Problems(null),
                    cancellationToken))
            .WithTrackingName(MessageStep)
            .Select(static (message, _) => message is null ? null : MessageParser.WithSchema(message, invalid: null))
            .WithTrackingName(SchemaStep);
        var subjects = context.AdditionalTextsProvider
            .Where(static file => RecordedSubject.IsPart(file.Path))
            .Select(static (file, token) => new RecordedFile(file.Path, file.GetText(token)?.ToString() ?? ""))
            .Collect()
            .Select(static (files, _) => new RecordedSubjects(files));
        var versioned = contracts.Combine(subjects)
            .Select(static (pair, _) => pair.Left is null ? null : AvroVersions.AddTo(pair.Left, pair.Right))
            .WithTrackingName(VersionsStep);
        context.RegisterSourceOutput(versioned, static (output, contract) =>
        {
            if (contract is not null)
            {
                output.AddSource(MessageEmitter.FileName(contract.Message.CSharp), MessageEmitter.Emit(contract));
            }
        });

        var groups = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Symbols.ConsumerGroup,
                static (_, _) => true,
                static (context, _) => GroupParser.Parse(
                    (INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], new Problems(null)))
            .WithTrackingName(GroupStep);
        context.RegisterSourceOutput(groups, static (output, group) =>
        {
            if (group is not null)
            {
                output.AddSource(MessageEmitter.FileName(group.CSharp + "Registration"), GroupEmitter.Emit(group));
            }
        });
    }
}
