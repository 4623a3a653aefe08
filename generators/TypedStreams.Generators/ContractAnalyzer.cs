// Reports TS0001 to TS0028 by running the generator's own parsers over a type and keeping what they complain about.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Compatibility;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Generators.Protoc;
using TypedStreams.Generators.SchemaFirst;
using TypedStreams.Generators.Views;

namespace TypedStreams.Generators;

/// <summary>Says why a message or consumer group is not generated, and how to fix it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.NotPartial, Rules.UnsupportedMember, Rules.SeveralKeys, Rules.UnsupportedKey,
        Rules.DecimalWithoutPrecision, Rules.DecimalOutOfRange, Rules.NotConstructible, Rules.InvalidSchema,
        Rules.UnsupportedShape, Rules.UnsupportedFormat, Rules.InvalidTopic,
        Rules.InvalidNumber, Rules.BadSchemaFile, Rules.BadProtocMessage, Rules.NoView, Rules.BadView,
        Rules.BadHandler, Rules.DuplicateHandler, Rules.NoHandlers, Rules.BadGroup,
        Rules.BadOutput, Rules.OutputWithoutExactlyOnce, Rules.MixedDelivery, Rules.ProducerInPipeline,
        Rules.BadHandling, Rules.AssociatedSubject,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Symbols.Attribute(type, Symbols.Message) is { } message && !IsInOrder(type, message))
        {
            var problems = new Problems(context.ReportDiagnostic);
            if (ProtocMessage.Is(type))
            {
                ProtocMessage.Parse(type, message, problems, context.CancellationToken);
            }
            else if (MessageParser.IsMadeOfFile(message) && Symbols.Attribute(type, Symbols.SchemaSource) is null)
            {
                ReportFile(context, type, message, problems);
            }
            else if (MessageParser.Parse(type, message, problems, context.CancellationToken) is { } model)
            {
                MessageParser.WithSchema(model, error => problems.Add(Rules.InvalidSchema, type, type.Name, error));
            }
        }

        if (ViewParser.Attribute(type) is { } view)
        {
            ViewParser.Parse(type, view, new Problems(context.ReportDiagnostic), context.CancellationToken);
        }

        if (Symbols.Attribute(type, Symbols.ConsumerGroup) is { } group)
        {
            GroupParser.Parse(type, group, new Problems(context.ReportDiagnostic));
        }
    }

    /// <summary>
    /// True when the generator has made the message, which it does of none with a problem. One that is made of a file
    /// is looked at all the same: it is made before anyone knows which members the project adds.
    /// </summary>
    private static bool IsInOrder(INamedTypeSymbol type, AttributeData message) =>
        !MessageParser.IsMadeOfFile(message) && GeneratedCodec.Of(type) is not null;

    /// <summary>Says why the generator made nothing of a schema file.</summary>
    private static void ReportFile(
        SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData message, Problems problems)
    {
        if (FileContract.Declared(type, message, problems, context.CancellationToken) is not { } declared)
        {
            return;
        }

        try
        {
            var files = context.Options.AdditionalFiles.Where(file => FileContract.IsSchema(file.Path))
                .Select(file => new RecordedFile(
                    file.Path, file.GetText(context.CancellationToken)?.ToString() ?? ""));
            FileContract.Compile(
                declared,
                FileContract.Declare(declared, files),
                context.Compilation.References,
                problem => problems.Add(Rules.BadSchemaFile, type, type.Name, declared.File, problem),
                context.CancellationToken);
        }
        catch (SchemaFileException problem)
        {
            problems.Add(Rules.BadSchemaFile, type, type.Name, declared.File, problem.Message);
        }
    }
}
