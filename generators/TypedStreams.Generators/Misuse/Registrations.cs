// TS0051: groups of an executable that nothing in it adds, though it adds TypedStreams itself. A library's groups are
// added by whoever uses it, so it is not judged.

using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

internal static class Registrations
{
    internal static void Watch(
        CompilationStartAnalysisContext start, INamedTypeSymbol builder, ConcurrentBag<INamedTypeSymbol> groups)
    {
        var added = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var isHost = new ConcurrentBag<bool>();
        start.RegisterOperationAction(
            context =>
            {
                var method = context.Operation switch
                {
                    IInvocationOperation call => call.TargetMethod,
                    IMethodReferenceOperation reference => reference.Method,
                    _ => null,
                };
                if (method is null || !method.Name.StartsWith("Add", StringComparison.Ordinal))
                {
                    return;
                }

                if (method.Name == "AddTypedStreams")
                {
                    isHost.Add(true);
                }
                else if (method.Name == "AddConsumerGroup" && method.TypeArguments.Length == 1)
                {
                    added.TryAdd(Symbols.FullName(method.TypeArguments[0]), true);
                }
                else if (SymbolEqualityComparer.Default.Equals(method.ReturnType, builder))
                {
                    added.TryAdd(Symbols.FullName(method.ContainingType), true);
                }
            },
            OperationKind.Invocation,
            OperationKind.MethodReference);
        start.RegisterCompilationEndAction(end =>
        {
            foreach (var group in isHost.IsEmpty ? [] : groups.Where(group => !IsAdded(group)))
            {
                var name = Symbols.Attribute(group, Symbols.ConsumerGroup)!.ConstructorArguments.FirstOrDefault().Value;
                end.ReportDiagnostic(Diagnostic.Create(
                    MisuseRules.NotRegistered, group.Locations[0], "Add" + group.Name, name));
            }
        });

        bool IsAdded(INamedTypeSymbol group)
        {
            var space = Symbols.Namespace(group);
            return added.ContainsKey(Symbols.FullName(group))
                || added.ContainsKey((space.Length == 0 ? "" : space + ".") + group.Name + "Registration");
        }
    }
}
