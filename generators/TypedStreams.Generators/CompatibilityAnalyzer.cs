// Reports TS0030 to TS0032: a message whose schema breaks the rule of its subject, as recorded under schemas/, does
// not compile, and one that is not recorded yet is pointed out. Judges with the registry's engine, so that the registry
// would say the same at run time.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Compatibility;
using TypedStreams.Generators.Emit;
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
        [Rules.Incompatible, Rules.BadSubject, Rules.NotRecorded];

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
                var folders = SubjectFiles.Folders(start.Options.AdditionalFiles);
                start.RegisterSymbolAction(symbol => Analyze(symbol, subjects, folders), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(
        SymbolAnalysisContext context,
        IReadOnlyDictionary<string, RecordedSubject> subjects,
        IReadOnlyDictionary<string, string> folders)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Symbols.Attribute(type, Symbols.Message) is not { } attribute || IsUnrecorded(type, subjects))
        {
            return;
        }

        // What is no message, or none that can be generated, is ContractAnalyzer's to report.
        if (MessageParser.Parse(type, attribute, new Problems(null), context.CancellationToken) is not { } message
            || !subjects.TryGetValue(message.Subject, out var subject)
            || MessageParser.WithSchema(message, invalid: null) is not { } contract)
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
            var breaks = RecordedCheck.Run(schema.Format, schema.Text, subject);
            foreach (var item in breaks)
            {
                context.ReportDiagnostic(Describe(type, contract, subject.Level, item));
            }

            if (breaks.Count == 0 && !IsRecorded(schema, subject))
            {
                context.ReportDiagnostic(Propose(type, contract, subject, folders[message.Subject]));
            }
        }
        catch (SchemaParseException error)
        {
            problems.Add(Rules.BadSubject, type, message.Subject, $"a version is not a schema: {error.Message}");
        }
    }

    /// <summary>True when the generator has made the message, of a subject that nothing is recorded of.</summary>
    private static bool IsUnrecorded(INamedTypeSymbol type, IReadOnlyDictionary<string, RecordedSubject> subjects) =>
        GeneratedCodec.Of(type) is { } codec
        && ContractNotes.SubjectOf(codec) is { } subject
        && !subjects.ContainsKey(subject);

    private static string? Problem(RecordedSubject subject, SchemaModel schema) =>
        subject.Problem
        ?? (subject.Versions.FirstOrDefault(version => version.Format != schema.Format) is { } other
            ? $"version {other.Number} is {other.Format}, and the message is {schema.Format}"
            : null);

    private static bool IsRecorded(SchemaModel schema, RecordedSubject subject) =>
        subject.Versions.LastOrDefault() is { } last && RecordedText.AreSame(schema.Format, schema.Text, last.Text);

    private static Diagnostic Describe(
        INamedTypeSymbol type, ContractModel contract, CompatibilityLevel level, Break item)
    {
        var message = contract.Message;
        var difference = item.Difference;
        // The members that a file makes stand in no code of the project's.
        var isMadeOfFile = message.Source is not null;
        var (place, holder) = Place(type, isMadeOfFile ? [] : BreakPlace.Of(item, message));
        return Diagnostic.Create(
            Rules.Incompatible,
            place.Locations[0],
            [holder.Locations[0]],
            isMadeOfFile ? ImmutableDictionary<string, string?>.Empty : BreakFixes.Of(item, contract),
            message.Subject,
            level.ToName(),
            $"{difference.KindName} at {difference.Location} ({difference.Message})",
            item.Who,
            BreakAdvice.Of(item, BreakPlace.NamesOf(item, message).LastOrDefault()));
    }

    private static Diagnostic Propose(
        INamedTypeSymbol type, ContractModel contract, RecordedSubject subject, string folder)
    {
        var schema = contract.Schemas[0];
        var next = subject.Versions.Count == 0 ? 1 : subject.Versions[subject.Versions.Count - 1].Number + 1;
        var file = $"v{next}.{RecordedVersion.ExtensionOf(schema.Format)}";
        var keys = ImmutableDictionary<string, string?>.Empty
            .Add(FixKeys.File, folder + file)
            .Add(FixKeys.Text, RecordedText.Of(schema.Format, schema.Text));
        return Diagnostic.Create(Rules.NotRecorded, type.Locations[0], keys, contract.Message.Subject, file);
    }

    /// <summary>
    /// The innermost of the members that stands in source, else the message; and the type in source that it holds or,
    /// when it holds none, is in.
    /// </summary>
    private static (ISymbol Place, INamedTypeSymbol Holder) Place(
        INamedTypeSymbol message, IReadOnlyList<FieldModel> path)
    {
        ISymbol place = message;
        var holder = message;
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
            if (at is INamedTypeSymbol next && next.Locations.Any(found => found.IsInSource))
            {
                holder = next;
            }
        }

        return (place, holder);
    }
}
