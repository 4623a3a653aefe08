// TS0040, TS0041, TS0045, TS0049: what is wrong with one call of a producer can be seen at the call.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

/// <summary>Finds sends whose failure is lost, that block, that leave a transaction, or that delete nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SendAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [MisuseRules.SendDropped, MisuseRules.SendBlocked, MisuseRules.SendOutside, MisuseRules.TombstoneKey];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (SendCalls.Of(start.Compilation) is { } sends)
            {
                start.RegisterOperationAction(call => Analyze(call, sends), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, SendCalls sends)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (!sends.IsSend(method))
        {
            return;
        }

        var task = SendCalls.Outermost(call);
        if (SendCalls.Blocked(task) is { } blocked)
        {
            Report(MisuseRules.SendBlocked, blocked, method.Name);
        }

        // A record of an open transaction may be left to its commit, which fails when the record did: KafkaProducer's
        // sends may be discarded. Nothing else tells how a typed message or a row of the outbox fared.
        else if (SendCalls.IsDropped(task, orDiscarded: !sends.IsClient(method)))
        {
            Report(MisuseRules.SendDropped, task, method.Name);
        }

        if (sends.IsToBroker(method) && ExactlyOnceGroup(context.ContainingSymbol.ContainingType) is { } group)
        {
            Report(MisuseRules.SendOutside, call, method.Name, group.Name);
        }

        if (method.Name == "DeleteAsync" && sends.IsTyped(method))
        {
            CheckTombstone(context, call);
        }

        void Report(DiagnosticDescriptor rule, IOperation at, params object[] arguments) =>
            context.ReportDiagnostic(Diagnostic.Create(rule, at.Syntax.GetLocation(), arguments));
    }

    /// <summary>The class, when its handlers are exactly once and TS0027 has not spoken of its producers.</summary>
    private static INamedTypeSymbol? ExactlyOnceGroup(INamedTypeSymbol? type) =>
        type is not null && Symbols.Attribute(type, Symbols.ConsumerGroup) is not null
        && type.GetMembers().Any(HandlerMethods.IsExactlyOnce)
        && !type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Any(parameter =>
            Symbols.FullName(parameter.Type.OriginalDefinition) == Symbols.Producer)
            ? type
            : null;

    private static void CheckTombstone(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingType.TypeArguments[0] is not INamedTypeSymbol message
            || KeyKind.Of(message) is not { } expected
            || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value
                is not IConversionOperation { OperatorMethod: { } convert } key
            || KeyKind.Of(convert.Parameters[0].Type) is not { } given || given == expected)
        {
            return;
        }

        var place = key.Syntax.GetLocation();
        var isWider = expected == "a long" && given == "an int";
        context.ReportDiagnostic(expected == "no"
            ? Diagnostic.Create(
                MisuseRules.TombstoneKey, place, given, $"'{message.Name}' has none", "mark its key with [Key]")
            : Diagnostic.Create(
                MisuseRules.TombstoneKey,
                place,
                isWider ? ImmutableDictionary<string, string?>.Empty.Add(FixNames.Cast, "long") : null,
                given,
                $"'{message.Name}' has {expected} key",
                "pass a key of that type"));
    }
}
