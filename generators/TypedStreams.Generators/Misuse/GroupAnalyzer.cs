// TS0047, TS0050, TS0051: what can be seen only when all of a class, or all of the application, is known.

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

/// <summary>Finds handlers and groups that are never called, and topics with keys of different types.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GroupAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [MisuseRules.ForgottenHandler, MisuseRules.TopicKeys, MisuseRules.NotRegistered];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Symbols.Message) is null)
            {
                return;
            }

            var messages = new ConcurrentBag<(INamedTypeSymbol Type, string Topic)>();
            var groups = new ConcurrentBag<INamedTypeSymbol>();
            start.RegisterSymbolAction(context => Collect(context, messages, groups), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => CheckKeys(end, messages));
            if (start.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication
                && start.Compilation.GetTypeByMetadataName("TypedStreams.ITypedStreamsBuilder") is { } builder)
            {
                Registrations.Watch(start, builder, groups);
            }
        });
    }

    private static void Collect(
        SymbolAnalysisContext context,
        ConcurrentBag<(INamedTypeSymbol Type, string Topic)> messages,
        ConcurrentBag<INamedTypeSymbol> groups)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Symbols.Attribute(type, Symbols.Message)?.ConstructorArguments.FirstOrDefault().Value is string topic)
        {
            messages.Add((type, topic));
        }

        if (Symbols.Attribute(type, Symbols.ConsumerGroup) is null)
        {
            return;
        }

        groups.Add(type);
        var methods = type.GetMembers().OfType<IMethodSymbol>().ToArray();
        var handlers = methods.Where(HandlerMethods.IsHandler).ToArray();

        // Without any handler TS0022 has spoken; for a message that has one, the other method is called by it.
        foreach (var method in handlers.Length == 0 ? [] : methods.Where(IsForgotten))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(MisuseRules.ForgottenHandler, method.Locations[0], method.Name));
        }

        bool IsForgotten(IMethodSymbol method) => !HandlerMethods.IsHandler(method)
            && HandlerMethods.LooksLikeHandler(method)
            && !handlers.Any(handler => handler.Parameters.Length > 0
                && SymbolEqualityComparer.Default.Equals(handler.Parameters[0].Type, method.Parameters[0].Type))
            && type.AllInterfaces.SelectMany(face => face.GetMembers()).All(member =>
                !SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method));
    }

    private static void CheckKeys(
        CompilationAnalysisContext context, IEnumerable<(INamedTypeSymbol Type, string Topic)> messages)
    {
        foreach (var topic in messages.GroupBy(message => message.Topic))
        {
            var keyed = topic.OrderBy(message => message.Type.Name, StringComparer.Ordinal)
                .Select(message => (message.Type, Key: KeyKind.Of(message.Type)))
                .Where(message => message.Key is not (null or "no")).ToArray();
            foreach (var (type, key) in keyed.Skip(1).Where(message => message.Key != keyed[0].Key))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    MisuseRules.TopicKeys,
                    type.Locations[0],
                    type.Name,
                    key,
                    keyed[0].Type.Name,
                    keyed[0].Key,
                    topic.Key));
            }
        }
    }
}
