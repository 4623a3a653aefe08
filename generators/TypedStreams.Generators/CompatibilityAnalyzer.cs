// Reports TS0030 and TS0031: a message whose schema breaks the rule of its subject, as recorded under schemas/, does
// not compile. Judges with the registry's engine, so that the registry would say the same at run time.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Compatibility;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators;

/// <summary>Holds messages to the compatibility rule of their recorded subject.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompatibilityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.Incompatible, Rules.BadSubject];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var subjects = SubjectFiles.ReadAll(start.Options.AdditionalFiles, start.CancellationToken);
            if (subjects.Count > 0)
            {
                start.RegisterSymbolAction(symbol => Analyze(symbol, subjects), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, IReadOnlyDictionary<string, RecordedSubject> subjects)
    {
        var type = (INamedTypeSymbol)context.Symbol;

        // What is no message, or none that can be generated, is ContractAnalyzer's to report.
        if (Symbols.Attribute(type, Symbols.Message) is not { } attribute
            || MessageParser.Parse(type, attribute, new Problems(null), context.CancellationToken) is not { } message
            || MessageParser.WithSchema(message, invalid: null) is not { } contract
            || !subjects.TryGetValue(message.Subject, out var subject))
        {
            return;
        }

        var schema = contract.Schemas[0];
        var problems = new Problems(context.ReportDiagnostic);
        if (Problem(subject, schema) is { } problem)
        {
            problems.Add(Rules.BadSubject, type, message.Subject, problem);
            return;
        }

        try
        {
            foreach (var item in RecordedCheck.Run(schema.Format, schema.Text, subject))
            {
                Report(problems, type, message, subject.Level, item);
            }
        }
        catch (SchemaParseException error)
        {
            problems.Add(Rules.BadSubject, type, message.Subject, $"a version is not a schema: {error.Message}");
        }
    }

    private static string? Problem(RecordedSubject subject, SchemaModel schema) =>
        subject.Problem
        ?? (subject.Versions.FirstOrDefault(version => version.Format != schema.Format) is { } other
            ? $"version {other.Number} is {other.Format}, and the message is {schema.Format}"
            : null);

    private static void Report(
        Problems problems, INamedTypeSymbol type, MessageModel message, CompatibilityLevel level, Break item)
    {
        var difference = item.Difference;
        problems.Add(
            Rules.Incompatible,
            Place(type, BreakPlace.Of(item, message)),
            message.Subject,
            level.ToName(),
            $"{difference.KindName} at {difference.Location} ({difference.Message})",
            item.Who,
            BreakAdvice.Of(item, BreakPlace.NameOf(item, message)));
    }

    /// <summary>The innermost of the members that stands in source, else the message.</summary>
    private static ISymbol Place(INamedTypeSymbol message, IReadOnlyList<FieldModel> path)
    {
        ISymbol place = message;
        ITypeSymbol? at = message;
        foreach (var field in path)
        {
            if (MemberParser.Find(at, field.Member) is not { } member
                || !member.Locations.Any(found => found.IsInSource))
            {
                break;
            }

            place = member;
            at = MemberParser.Held(member.Type);
        }

        return place;
    }
}
