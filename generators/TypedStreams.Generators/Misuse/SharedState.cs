// TS0048: a handler of a group with Concurrency > 1 that changes a field without a lock. Where one instance serves many
// calls can be seen for classes that take nothing scoped; others may have an instance a message, and are left alone.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

internal static class SharedState
{
    private static readonly ImmutableHashSet<string> Mutations =
    [
        "Add", "AddRange", "Remove", "RemoveAt", "RemoveAll", "Clear", "Insert", "Enqueue", "Dequeue", "Push", "Pop",
        "TryAdd", "AddFirst", "AddLast", "UnionWith",
    ];

    private static readonly ImmutableHashSet<string> Singletons =
        ["ILogger", "TimeProvider", "IProducer", "IOutbox", "DbDataSource", "ILoggerFactory", "IConfiguration"];

    /// <summary>How many calls there are at once, when they share the instance; else null.</summary>
    internal static int? Concurrency(IMethodSymbol handler)
    {
        var type = handler.ContainingType;
        return Symbols.Attribute(type, Symbols.ConsumerGroup) is { } group
            && Symbols.Argument(group, "Concurrency") is int and > 1 and var concurrency
            && type.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
                .All(parameter => Singletons.Contains(parameter.Type.Name))
                ? concurrency
                : null;
    }

    /// <summary>True when there is any sign of a lock: whether it is the right one cannot be seen.</summary>
    internal static bool IsSynchronized(IOperation block) => block.Descendants().Any(operation => operation switch
    {
        ILockOperation => true,
        IInvocationOperation call => call.TargetMethod.ContainingType is { Name: not "Thread" } type
            && Symbols.Namespace(type) == "System.Threading" && type.Name != "Interlocked",
        _ => false,
    });

    internal static void Check(OperationAnalysisContext context, IMethodSymbol handler, int concurrency)
    {
        var changed = context.Operation switch
        {
            IIncrementOrDecrementOperation step => Member(step.Target),
            ICompoundAssignmentOperation { Target.Type: { } type } assignment when type.TypeKind != TypeKind.Delegate =>
                Member(assignment.Target),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } item } =>
                Collection(item.Instance),
            IInvocationOperation call when Mutations.Contains(call.TargetMethod.Name) => Collection(call.Instance),
            _ => null,
        };
        if (changed is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                MisuseRules.SharedState,
                context.Operation.Syntax.GetLocation(),
                concurrency,
                handler.Name,
                changed.Name));
        }
    }

    private static ISymbol? Collection(IOperation? instance) =>
        instance?.Type is { } type && Symbols.Namespace(type) == "System.Collections.Generic" ? Member(instance) : null;

    /// <summary>The field or property of the class, or the field's element.</summary>
    private static ISymbol? Member(IOperation? target) => target switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field
            when !field.Field.GetAttributes().Any(
                attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute") => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: true } item => Collection(item.Instance),
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        IArrayElementReferenceOperation element => Member(element.ArrayReference),
        _ => null,
    };
}
