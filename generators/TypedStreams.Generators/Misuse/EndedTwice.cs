// Commits and aborts that follow one another in one list of statements, with no begin between them.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedStreams.Generators.Misuse;

internal static class EndedTwice
{
    internal static IEnumerable<IInvocationOperation> Find(IReadOnlyList<IInvocationOperation> calls)
    {
        var ended = new Dictionary<(ISymbol Producer, IOperation Block), IInvocationOperation>(Comparer.Instance);
        foreach (var call in calls)
        {
            if (call.Instance is null || Producer(call.Instance) is not { } producer)
            {
                continue;
            }

            if (call.TargetMethod.Name == "BeginTransaction")
            {
                foreach (var key in ended.Keys
                    .Where(key => SymbolEqualityComparer.Default.Equals(key.Producer, producer)).ToArray())
                {
                    ended.Remove(key);
                }
            }
            else if (call.TargetMethod.Name is "CommitTransactionAsync" or "AbortTransactionAsync"
                && Statement(call) is { Parent: { } block })
            {
                if (ended.ContainsKey((producer, block)))
                {
                    yield return call;
                }
                else
                {
                    ended.Add((producer, block), call);
                }
            }
        }
    }

    private static ISymbol? Producer(IOperation instance) => instance switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        _ => null,
    };

    /// <summary>The statement that awaits the call and does nothing else, or null.</summary>
    private static IOperation? Statement(IOperation call) =>
        SendCalls.Outermost(call).Parent is IAwaitOperation { Parent: IExpressionStatementOperation statement }
            && statement.Parent is IBlockOperation
                ? statement
                : null;

    private sealed class Comparer : IEqualityComparer<(ISymbol Producer, IOperation Block)>
    {
        internal static Comparer Instance { get; } = new();

        public bool Equals((ISymbol Producer, IOperation Block) x, (ISymbol Producer, IOperation Block) y) =>
            SymbolEqualityComparer.Default.Equals(x.Producer, y.Producer) && x.Block == y.Block;

        public int GetHashCode((ISymbol Producer, IOperation Block) key) =>
            SymbolEqualityComparer.Default.GetHashCode(key.Producer) ^ key.Block.GetHashCode();
    }
}
