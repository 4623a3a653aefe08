// Which calls send, and what becomes of the task that they return: the same questions for the typed producer, the
// outbox and the client's producer.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedStreams.Generators.Misuse;

internal sealed class SendCalls
{
    private static readonly ImmutableHashSet<string> ClientCalls =
    [
        "SendAsync", "PostAsync", "FlushAsync", "InitTransactionsAsync", "SendOffsetsToTransactionAsync",
        "CommitTransactionAsync", "AbortTransactionAsync",
    ];

    private static readonly ImmutableHashSet<string> Wrappers = ["AsTask", "Preserve", "ConfigureAwait"];

    private readonly INamedTypeSymbol? _producer;
    private readonly INamedTypeSymbol? _outbox;
    private readonly INamedTypeSymbol? _client;

    private SendCalls(INamedTypeSymbol? producer, INamedTypeSymbol? outbox, INamedTypeSymbol? client)
    {
        _producer = producer;
        _outbox = outbox;
        _client = client;
    }

    /// <summary>Null when the compilation knows no producer.</summary>
    internal static SendCalls? Of(Compilation compilation)
    {
        var producer = compilation.GetTypeByMetadataName("TypedStreams.IProducer`1");
        var client = compilation.GetTypeByMetadataName("TypedStreams.Client.KafkaProducer");
        return producer is null && client is null
            ? null
            : new SendCalls(producer, compilation.GetTypeByMetadataName("TypedStreams.IOutbox"), client);
    }

    /// <summary>True for IProducer's and KafkaProducer's; the outbox is within a transaction.</summary>
    internal bool IsToBroker(IMethodSymbol method) => IsTyped(method) || IsClient(method);

    internal bool IsTyped(IMethodSymbol method) => Is(method, _producer);

    internal bool IsClient(IMethodSymbol method) => Is(method, _client) && ClientCalls.Contains(method.Name);

    internal bool IsSend(IMethodSymbol method) => IsToBroker(method) || Is(method, _outbox);

    /// <summary>The call with the AsTask, ConfigureAwait, parentheses and ?. around it.</summary>
    internal static IOperation Outermost(IOperation call)
    {
        while (call.Parent is { } parent && parent switch
        {
            IConversionOperation or IParenthesizedOperation => true,
            IConditionalAccessOperation access => access.WhenNotNull == call,
            IInvocationOperation next => next.Instance == call && Wrappers.Contains(next.TargetMethod.Name),
            _ => false,
        })
        {
            call = parent;
        }

        return call;
    }

    /// <summary>The operation that waits for the task on the thread, or null.</summary>
    internal static IOperation? Blocked(IOperation task) => task.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "Result" } result => result,
        IInvocationOperation { TargetMethod.Name: "Wait" } wait when wait.Instance == task => wait,
        IInvocationOperation { TargetMethod.Name: "GetAwaiter", Parent: IInvocationOperation result }
            when result.TargetMethod.Name == "GetResult" => result,
        _ => null,
    };

    /// <summary>True when nobody gets the task: a statement of its own, or assigned to a discard.</summary>
    internal static bool IsDropped(IOperation task, bool orDiscarded) => task.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation } => orDiscarded,
        _ => false,
    };

    private static bool Is(IMethodSymbol method, INamedTypeSymbol? type) => type is not null
        && SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, type);
}
