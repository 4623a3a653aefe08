// A producer in a local variable, as far as its method tells: how it was made, what is called, where else it goes.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedStreams.Generators.Misuse;

internal sealed class MadeProducer(ILocalSymbol local, IReadOnlyList<IInvocationOperation> calls)
{
    /// <summary>Whether it was made with a TransactionalId; null when that cannot be seen.</summary>
    internal bool? IsTransactional
    {
        get
        {
            var syntax = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
            var made = syntax is null || syntax.SyntaxTree != calls[0].Syntax.SyntaxTree ? null
                : calls[0].SemanticModel?.GetOperation(syntax) as IVariableDeclaratorOperation;
            return made?.GetVariableInitializer()?.Value is IInvocationOperation
            {
                TargetMethod: { Name: "CreateProducer", ContainingType.Name: "KafkaClient" },
            } creation
                ? HasId(creation.Arguments.FirstOrDefault()?.Value)
                : null;
        }
    }

    internal IInvocationOperation? First(Func<string, bool> isWanted) =>
        calls.FirstOrDefault(call => isWanted(call.TargetMethod.Name));

    /// <summary>True when it is only called: not passed on, not captured, not assigned.</summary>
    internal bool IsKeptIn(IEnumerable<IOperation> blocks) => blocks
        .SelectMany(block => block.Descendants()).OfType<ILocalReferenceOperation>()
        .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local))
        .All(reference => reference.Parent is IInvocationOperation call && call.Instance == reference
            && !IsInLambda(reference));

    private static bool IsInLambda(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool? HasId(IOperation? options) => options switch
    {
        null or ILiteralOperation { ConstantValue.Value: null } or IDefaultValueOperation => false,
        IConversionOperation conversion => HasId(conversion.Operand),
        IObjectCreationOperation creation => creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .Any(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "TransactionalId" }
                && assignment.Value.ConstantValue is not { HasValue: true, Value: null }) ?? false,
        _ => null,
    };
}
