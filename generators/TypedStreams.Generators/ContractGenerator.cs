// The incremental generator: [Message] types get codecs, [ConsumerGroup] classes get registration. Parse, model, emit;
// models are values, so an edit elsewhere ends at the parse step. Reports nothing: ContractAnalyzer does.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Generators.Protoc;
using TypedStreams.Generators.SchemaFirst;
using TypedStreams.Generators.Views;
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

    /// <summary>Tracking name of the step that makes C# types of a schema file.</summary>
    internal const string FileStep = "SchemaFile";

    /// <summary>Tracking name of the step that finds which messages the project has producers for.</summary>
    internal const string ProducersStep = "Producers";

    /// <summary>Tracking name of the step that turns a class into a group model.</summary>
    internal const string GroupStep = "ConsumerGroup";

    /// <summary>Tracking name of the step that turns a struct into a view model.</summary>
    internal const string ViewStep = "View";

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
        context.RegisterSourceOutput(versioned, static (output, contract) => Add(output, contract));
        FromFiles(context, subjects);
        FromProtoc(context);
        FromProducers(context);
        FromViews(context);

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

    /// <summary>Views of messages, of this project or of others.</summary>
    private static void FromViews(IncrementalGeneratorInitializationContext context)
    {
        var views = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Symbols.View,
                static (_, _) => true,
                static (context, cancellationToken) => ViewParser.Parse(
                    (INamedTypeSymbol)context.TargetSymbol,
                    context.Attributes[0],
                    new Problems(null),
                    cancellationToken))
            .WithTrackingName(ViewStep);
        context.RegisterSourceOutput(views, static (output, view) =>
        {
            if (view is not null)
            {
                output.AddSource(MessageEmitter.FileName(view.CSharp), ViewEmitter.Emit(view));
            }
        });
    }

    /// <summary>Notes which messages the project asks producers for: <c>IProducer&lt;Order&gt;</c> anywhere.</summary>
    private static void FromProducers(IncrementalGeneratorInitializationContext context)
    {
        var messages = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is GenericNameSyntax
                {
                    Identifier.ValueText: "IProducer", TypeArgumentList.Arguments.Count: 1,
                },
                static (context, cancellationToken) =>
                    context.SemanticModel.GetTypeInfo(context.Node, cancellationToken).Type is INamedTypeSymbol producer
                    && Symbols.FullName(producer.OriginalDefinition) == Symbols.Producer
                    && Symbols.Attribute(producer.TypeArguments[0], Symbols.Message) is not null
                        ? Symbols.CSharp(producer.TypeArguments[0])
                        : null)
            .Where(static message => message is not null)
            .Collect()
            .Select(static (messages, _) => new EquatableArray<string>(
                messages.Select(message => message!).Distinct().OrderBy(message => message, StringComparer.Ordinal)))
            .WithTrackingName(ProducersStep);
        context.RegisterSourceOutput(messages, static (output, messages) =>
        {
            if (messages.Count > 0)
            {
                output.AddSource(ContractNotes.ProducersFile, ContractNotes.Producers(messages));
            }
        });
    }

    /// <summary>Messages whose members are made of schema files.</summary>
    private static void FromFiles(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<RecordedSubjects> subjects)
    {
        var files = context.AdditionalTextsProvider
            .Where(static file => FileContract.IsSchema(file.Path))
            .Select(static (file, token) => new RecordedFile(file.Path, file.GetText(token)?.ToString() ?? ""))
            .Collect();
        var contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Symbols.Message,
                static (_, _) => true,
                static (context, cancellationToken) => FileContract.Declared(
                    (INamedTypeSymbol)context.TargetSymbol,
                    context.Attributes[0],
                    new Problems(null),
                    cancellationToken))
            .Where(static message => message is not null)
            .Combine(files)
            .Select(static (pair, _) => (Message: pair.Left!, Text: Declare(pair.Left!, pair.Right)))
            .WithTrackingName(FileStep)
            .Combine(context.MetadataReferencesProvider.Collect())
            .Select(static (pair, token) => pair.Left.Text is { } text
                ? FileContract.Compile(pair.Left.Message, text, pair.Right, invalid: null, token)
                : null)
            .Combine(subjects)
            .Select(static (pair, _) => pair.Left is null
                ? null
                : pair.Left with { Contract = AvroVersions.AddTo(pair.Left.Contract, pair.Right) });
        context.RegisterSourceOutput(contracts, static (output, made) =>
        {
            if (made is not null)
            {
                output.AddSource(
                    MessageEmitter.FileName(made.Contract.Message.CSharp + ".Members"), made.Declarations);
                Add(output, made.Contract);
            }
        });
    }

    /// <summary>Messages that protoc has made.</summary>
    private static void FromProtoc(IncrementalGeneratorInitializationContext context)
    {
        var messages = context.SyntaxProvider.ForAttributeWithMetadataName(
            Symbols.Message,
            static (_, _) => true,
            static (context, cancellationToken) => ProtocMessage.Parse(
                (INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], new Problems(null), cancellationToken));
        context.RegisterSourceOutput(messages, static (output, message) =>
        {
            if (message is not null)
            {
                output.AddSource(MessageEmitter.FileName(message.Head.CSharp), ProtocEmitter.Emit(message));
            }
        });
    }

    /// <summary>Null when the file cannot become types, which the analyzer says.</summary>
    private static string? Declare(FileMessage message, IEnumerable<RecordedFile> files)
    {
        try
        {
            return FileContract.Declare(message, files);
        }
        catch (SchemaFileException)
        {
            return null;
        }
    }

    private static void Add(SourceProductionContext output, ContractModel? contract)
    {
        if (contract is not null)
        {
            output.AddSource(MessageEmitter.FileName(contract.Message.CSharp), MessageEmitter.Emit(contract));
        }
    }
}
