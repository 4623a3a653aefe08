// TS0044: what a handler does to the end of the DbTransaction that it was handed, or to its connection, also by another
// name for one of them.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TypedStreams.Generators.Misuse;

internal static class HandedTransaction
{
    private const int MaxNames = 8;

    private enum Origin
    {
        Other,
        Transaction,
        Connection,
    }

    internal static void Check(OperationAnalysisContext context, IMethodSymbol handler)
    {
        switch (context.Operation)
        {
            case IInvocationOperation { Instance: { } target } call when Ends(OriginOf(target, MaxNames), call):
                Report(call, call.TargetMethod.Name);
                break;
            case IUsingOperation block when IsHanded(block.Resources):
                Report(block.Resources, "using");
                break;
            case IUsingDeclarationOperation declaration when declaration.DeclarationGroup.Declarations
                .SelectMany(item => item.Declarators).Any(item => IsHanded(item.GetVariableInitializer()?.Value)):
                Report(declaration, "using");
                break;
        }

        void Report(IOperation at, string name) => context.ReportDiagnostic(Diagnostic.Create(
            MisuseRules.HandedTransaction, at.Syntax.GetLocation(), name, handler.Name));
    }

    private static bool IsHanded(IOperation? resource) => resource switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(item => item.Declarators)
            .Any(item => IsHanded(item.GetVariableInitializer()?.Value)),
        null => false,
        _ => OriginOf(resource, MaxNames) != Origin.Other,
    };

    /// <summary>A rollback to a savepoint ends nothing.</summary>
    private static bool Ends(Origin origin, IInvocationOperation call) => origin switch
    {
        Origin.Transaction => call.TargetMethod.Name switch
        {
            "Commit" or "CommitAsync" or "Dispose" or "DisposeAsync" => true,
            "Rollback" or "RollbackAsync" =>
                call.TargetMethod.Parameters.FirstOrDefault()?.Type.SpecialType != SpecialType.System_String,
            _ => false,
        },
        Origin.Connection => call.TargetMethod.Name is "BeginTransaction" or "BeginTransactionAsync" or "Close"
            or "CloseAsync" or "Dispose" or "DisposeAsync" or "EnlistTransaction",
        _ => false,
    };

    private static Origin OriginOf(IOperation? operation, int names) => operation switch
    {
        IConversionOperation conversion => OriginOf(conversion.Operand, names),
        IParenthesizedOperation inner => OriginOf(inner.Operand, names),
        IConditionalAccessInstanceOperation instance => OriginOf(Accessed(instance), names),
        IParameterReferenceOperation { Parameter.Type: var type } when HandlerMethods.IsTransaction(type) =>
            Origin.Transaction,
        IPropertyReferenceOperation { Property.Name: "Connection" } property
            when OriginOf(property.Instance, names) == Origin.Transaction => Origin.Connection,
        ILocalReferenceOperation local when names > 0 => OriginOf(Initializer(local), names - 1),
        _ => Origin.Other,
    };

    private static IOperation? Accessed(IOperation instance)
    {
        var access = instance.Parent;
        while (access is not null and not IConditionalAccessOperation)
        {
            access = access.Parent;
        }

        return (access as IConditionalAccessOperation)?.Operation;
    }

    private static IOperation? Initializer(ILocalReferenceOperation local) =>
        local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax
        && syntax.SyntaxTree == local.Syntax.SyntaxTree
            ? (local.SemanticModel?.GetOperation(syntax) as IVariableDeclaratorOperation)
                ?.GetVariableInitializer()?.Value
            : null;
}
