// TS0046: calls of a transactional KafkaProducer that cannot succeed, or that lose their meaning, in this order. Judged
// within one method, of a producer that the method made and keeps to itself; one that goes elsewhere is not judged.

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TypedStreams.Generators.Misuse;

/// <summary>Finds transactions of the client's producer that are begun, used or ended out of order.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TransactionAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> Ends = ["CommitTransactionAsync", "AbortTransactionAsync"];

    private static readonly ImmutableHashSet<string> Within =
        ["SendAsync", "PostAsync", "SendOffsetsToTransactionAsync", "CommitTransactionAsync"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [MisuseRules.TransactionOrder];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var producer = start.Compilation.GetTypeByMetadataName("TypedStreams.Client.KafkaProducer");
            var consumer = start.Compilation.GetTypeByMetadataName("TypedStreams.Client.KafkaConsumer");
            if (producer is null)
            {
                return;
            }

            start.RegisterOperationBlockStartAction(block =>
            {
                var calls = new ConcurrentBag<IInvocationOperation>();
                block.RegisterOperationAction(
                    context =>
                    {
                        var call = (IInvocationOperation)context.Operation;
                        if (Is(call, producer) || (Is(call, consumer) && call.TargetMethod.Name == "CommitAsync"))
                        {
                            calls.Add(call);
                        }
                    },
                    OperationKind.Invocation);
                block.RegisterOperationBlockEndAction(context =>
                {
                    if (!calls.IsEmpty)
                    {
                        Judge(context, [.. calls.OrderBy(call => call.Syntax.SpanStart)], producer);
                    }
                });
            });
        });
    }

    private static void Judge(
        OperationBlockAnalysisContext context, IInvocationOperation[] calls, INamedTypeSymbol producer)
    {
        var ours = calls.Where(call => Is(call, producer)).ToArray();
        foreach (var local in ours.Select(call => (call.Instance as ILocalReferenceOperation)?.Local)
            .OfType<ILocalSymbol>().Distinct<ILocalSymbol>(SymbolEqualityComparer.Default))
        {
            var mine = ours.Where(call => call.Instance is ILocalReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)).ToArray();
            JudgeOne(context, new MadeProducer(local, mine));
        }

        foreach (var second in EndedTwice.Find(ours))
        {
            Report(context, second, "finds no open transaction here and throws InvalidOperationException; call "
                + "BeginTransaction first");
        }

        var commits = calls.Where(call => !Is(call, producer)).ToArray();
        if (commits.Length > 0 && ours.Any(call => call.TargetMethod.Name == "BeginTransaction"))
        {
            foreach (var commit in commits)
            {
                Report(context, commit, "commits the consumer's progress apart from the transaction of this method, so "
                    + "that one can happen without the other; pass the offsets to CommitTransactionAsync");
            }
        }
    }

    private static void JudgeOne(OperationBlockAnalysisContext context, MadeProducer producer)
    {
        if (producer.IsTransactional is not { } isTransactional)
        {
            return;
        }

        if (!isTransactional)
        {
            if (producer.First(name => name.Contains("Transaction")) is { } call)
            {
                Report(context, call, "throws InvalidOperationException, because the producer was made without a "
                    + "TransactionalId; set it in KafkaProducerOptions");
            }

            return;
        }

        if (producer.IsKeptIn(context.OperationBlocks))
        {
            JudgeOrder(context, producer);
        }
    }

    private static void JudgeOrder(OperationBlockAnalysisContext context, MadeProducer producer)
    {
        if (producer.First(name => name == "BeginTransaction") is not { } begin)
        {
            if (producer.First(Within.Contains) is { } outside)
            {
                Report(context, outside, "throws InvalidOperationException, because nothing here begins a transaction; "
                    + "call BeginTransaction first");
            }
        }
        else if (producer.First(name => name == "InitTransactionsAsync") is null)
        {
            Report(context, begin, "throws InvalidOperationException, because the producer has not taken its "
                + "TransactionalId over; await InitTransactionsAsync once before");
        }
        else if (producer.First(Ends.Contains) is null)
        {
            Report(context, begin, "begins a transaction that nothing here ends, so what is sent in it is aborted in "
                + "the end and never seen; await CommitTransactionAsync");
        }
    }

    private static bool Is(IInvocationOperation call, INamedTypeSymbol? type) =>
        type is not null && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, type);

    private static void Report(OperationBlockAnalysisContext context, IInvocationOperation call, string reason) =>
        context.ReportDiagnostic(Diagnostic.Create(
            MisuseRules.TransactionOrder, call.Syntax.GetLocation(), call.TargetMethod.Name, reason));
}
