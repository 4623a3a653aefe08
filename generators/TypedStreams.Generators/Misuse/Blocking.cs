// TS0042: calls that hold the thread. A finished task's Result holds nothing, so Result counts only on a task that the
// same expression has just got.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

internal static class Blocking
{
    private const string Tasks = "System.Threading.Tasks.";

    internal static void Check(OperationAnalysisContext context, IMethodSymbol handler, SendCalls? sends)
    {
        var operation = context.Operation;
        var waits = operation switch
        {
            IInvocationOperation call => Waits(call),
            IPropertyReferenceOperation { Property.Name: "Result" } result when IsTask(result.Property.ContainingType)
                && IsFresh(result.Instance) => (".Result", result.Instance),
            _ => default((string Name, IOperation? Task)?),
        };
        if (waits is { } found && !IsSend(found.Task, sends) && !IsCompleted(found.Task))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                MisuseRules.HandlerBlocks, operation.Syntax.GetLocation(), found.Name, handler.Name));
        }
    }

    private static (string Name, IOperation? Task)? Waits(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return method.Name switch
        {
            "Sleep" when Symbols.FullName(method.ContainingType) == "System.Threading.Thread" => ("Thread.Sleep", null),
            "Wait" when IsTask(method.ContainingType) => (".Wait()", call.Instance),
            "WaitAll" or "WaitAny" when IsTask(method.ContainingType) => ("Task." + method.Name, null),
            "GetResult" when call.Instance is IInvocationOperation { TargetMethod.Name: "GetAwaiter" } awaiter
                && IsTask(awaiter.TargetMethod.ContainingType) && IsFresh(awaiter.Instance) =>
                (".GetAwaiter().GetResult()", awaiter.Instance),
            _ => null,
        };
    }

    private static bool IsTask(INamedTypeSymbol type) => type.Name is "Task" or "ValueTask"
        && Symbols.FullName(type.OriginalDefinition) is Tasks + "Task" or Tasks + "Task<TResult>"
            or Tasks + "ValueTask" or Tasks + "ValueTask<TResult>";

    private static bool IsFresh(IOperation? task) => task is IInvocationOperation;

    private static bool IsCompleted(IOperation? task) =>
        task is IInvocationOperation { TargetMethod: { Name: "FromResult" } method } && IsTask(method.ContainingType);

    /// <summary>True for a send with what is around it, which TS0041 speaks of.</summary>
    private static bool IsSend(IOperation? task, SendCalls? sends)
    {
        for (; task is IInvocationOperation call; task = call.Instance)
        {
            if (sends is not null && sends.IsSend(call.TargetMethod))
            {
                return true;
            }
        }

        return false;
    }
}
