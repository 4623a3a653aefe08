// Reports TS0001 to TS0028 by running the generator's own parsers over a type and keeping what they complain about.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Parse;

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
        Rules.InvalidNumber, Rules.BadHandler, Rules.DuplicateHandler,
        Rules.NoHandlers, Rules.BadGroup,
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
        if (Symbols.Attribute(type, Symbols.Message) is { } message)
        {
            var problems = new Problems(context.ReportDiagnostic);
            if (MessageParser.Parse(type, message, problems, context.CancellationToken) is { } model)
            {
                MessageParser.WithSchema(model, error => problems.Add(Rules.InvalidSchema, type, type.Name, error));
            }
        }

        if (Symbols.Attribute(type, Symbols.ConsumerGroup) is { } group)
        {
            GroupParser.Parse(type, group, new Problems(context.ReportDiagnostic));
        }
    }
}
