// TS0042, TS0043, TS0044, TS0048: what the body of a handler must not do. Looks into methods with [Handle] only.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

/// <summary>Finds handlers that block, swallow failures, end what they were handed or race with themselves.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        MisuseRules.HandlerBlocks, MisuseRules.FailureSwallowed, MisuseRules.HandedTransaction, MisuseRules.SharedState,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Symbols.Handle) is null)
            {
                return;
            }

            var sends = SendCalls.Of(start.Compilation);
            start.RegisterOperationBlockStartAction(block =>
            {
                if (block.OwningSymbol is IMethodSymbol method && HandlerMethods.IsHandler(method))
                {
                    Register(block, method, sends);
                }
            });
        });
    }

    private static void Register(OperationBlockStartAnalysisContext block, IMethodSymbol method, SendCalls? sends)
    {
        block.RegisterOperationAction(
            context => Blocking.Check(context, method, sends),
            OperationKind.Invocation,
            OperationKind.PropertyReference);
        block.RegisterOperationAction(context => CheckCatch(context, method), OperationKind.CatchClause);
        if (method.Parameters.Any(parameter => HandlerMethods.IsTransaction(parameter.Type)))
        {
            block.RegisterOperationAction(
                context => HandedTransaction.Check(context, method),
                OperationKind.Invocation,
                OperationKind.Using,
                OperationKind.UsingDeclaration);
        }

        if (SharedState.Concurrency(method) is { } concurrency
            && !block.OperationBlocks.Any(SharedState.IsSynchronized))
        {
            block.RegisterOperationAction(
                context => SharedState.Check(context, method, concurrency),
                OperationKind.Increment,
                OperationKind.Decrement,
                OperationKind.CompoundAssignment,
                OperationKind.SimpleAssignment,
                OperationKind.Invocation);
        }
    }

    /// <summary>
    /// A catch of everything that does nothing, around work with the message. What tidies up beside it may fail.
    /// </summary>
    private static void CheckCatch(OperationAnalysisContext context, IMethodSymbol method)
    {
        var clause = (ICatchClauseOperation)context.Operation;
        if (clause.Filter is null
            && (clause.ExceptionType is null || clause.ExceptionType.SpecialType == SpecialType.System_Object
                || Symbols.FullName(clause.ExceptionType) == "System.Exception")
            && clause.Handler.Operations.All(DoesNothing)
            && clause.Parent is ITryOperation attempt
            && attempt.Body.Descendants().OfType<IParameterReferenceOperation>()
                .Any(reference => reference.Parameter.Ordinal == 0
                    && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, method)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                MisuseRules.FailureSwallowed, clause.Syntax.GetFirstToken().GetLocation(), method.Name));
        }
    }

    private static bool DoesNothing(IOperation operation) => operation switch
    {
        IEmptyOperation => true,
        IReturnOperation { ReturnedValue: var value } => IsNothing(value),
        _ => false,
    };

    private static bool IsNothing(IOperation? value) => value switch
    {
        null or IDefaultValueOperation or ILiteralOperation { ConstantValue.Value: null } => true,
        IConversionOperation conversion => IsNothing(conversion.Operand),
        IPropertyReferenceOperation { Property.Name: "CompletedTask" } => true,
        _ => false,
    };
}
