// [ConsumerGroup] class to GroupModel; reports what it does not accept. The generator and the analyzer share it.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Views;

namespace TypedStreams.Generators.Parse;

internal static class GroupParser
{
    /// <summary>The model, or null when anything was reported.</summary>
    internal static GroupModel? Parse(INamedTypeSymbol type, AttributeData attribute, Problems problems)
    {
        var group = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        CheckClass(type, group, problems);
        var concurrency = PolicyParser.Concurrency(type, attribute, problems);
        var policy = PolicyParser.Of(type, problems);
        var handlers = new List<HandlerModel>();
        var handled = new HashSet<string>(StringComparer.Ordinal);
        var any = false;
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (Symbols.Attribute(method, Symbols.Handle) is null)
            {
                PolicyParser.CheckUnused(method, problems);
                continue;
            }

            any = true;
            if (Handler(method, policy, problems) is not { } handler)
            {
                continue;
            }

            handlers.Add(handler);
            if (!handled.Add(handler.MessageCSharp))
            {
                problems.Add(Rules.DuplicateHandler, method, method.Name, MessageOf(method)!.Name);
            }
        }

        if (!any)
        {
            problems.Add(Rules.NoHandlers, type, type.Name);
        }

        CheckDelivery(type, handlers, problems);
        BatchParser.CheckConcurrency(type, concurrency, handlers, problems);

        return problems.Any ? null : new GroupModel(
            Symbols.Namespace(type),
            type.Name,
            Symbols.CSharp(type),
            group,
            IsPublic(type) && handlers.All(handler => handler.MessageIsPublic) ? "public" : "internal",
            concurrency,
            new EquatableArray<HandlerModel>(handlers));
    }

    private static void CheckClass(INamedTypeSymbol type, string group, Problems problems)
    {
        var reason = group.Length == 0 ? "its group name is empty; give the group a name"
            : type.IsStatic ? "it is static; an instance is created for it"
            : type.IsAbstract ? "it is abstract; an instance is created for it"
            : type.IsGenericType ? "it is generic; close it in a derived class"
            : !IsAccessible(type) ? "it is private or protected; make it internal or public"
            : null;
        if (reason is not null)
        {
            problems.Add(Rules.BadGroup, type, type.Name, reason);
        }
    }

    private static void CheckDelivery(INamedTypeSymbol type, List<HandlerModel> handlers, Problems problems)
    {
        if (!handlers.Exists(handler => handler.IsExactlyOnce))
        {
            return;
        }

        if (handlers.Exists(handler => !handler.IsExactlyOnce))
        {
            problems.Add(Rules.MixedDelivery, type, type.Name);
        }

        foreach (var parameter in type.InstanceConstructors.SelectMany(constructor => constructor.Parameters))
        {
            if (Symbols.FullName(parameter.Type.OriginalDefinition) == Symbols.Producer)
            {
                problems.Add(Rules.ProducerInPipeline, parameter, type.Name, parameter.Name);
            }
        }
    }

    private static HandlerModel? Handler(IMethodSymbol method, PolicyModel? shared, Problems problems)
    {
        var isExactlyOnce = Symbols.Attribute(method, Symbols.Handle) is { } attribute
            && Symbols.Argument(attribute, "ExactlyOnce") is true;
        var (completion, returned) = Returns(method);
        var output = returned is null ? null : OutputParser.Parse(returned);
        var arguments = Arguments(method);
        var takesTransaction = method.Parameters.Any(parameter => IsTransaction(parameter.Type));
        var reason = method.IsGenericMethod ? "it is generic; handle one message type a method"
            : !IsAccessibleMember(method) ? "it is private or protected; make it internal or public"
            : method.IsAsync && method.ReturnsVoid ? "it is async void, whose failure would be lost; return Task"
            : method.ReturnsByRef || method.ReturnsByRefReadonly ? "it returns by reference; return a value"
            : returned is not null && output is null && !isExactlyOnce ? "it must return void, Task or ValueTask"
            : MessageOf(method) is null
                ? (method.Parameters.Length == 0 ? null : BatchParser.Advice(method.Parameters[0].Type))
                    ?? "its first parameter must be a type with [Message], a view of one, or a list of one"
            : ViewHandler.WhyNot(method) is { } badView ? badView
            : arguments is null ? "after the message it may take one MessageContext (after a list of messages one "
                + "BatchContext), one DbTransaction and one CancellationToken, by value"
            : takesTransaction && !isExactlyOnce ? "it takes a DbTransaction, in which its message and the group's "
                + "progress commit together; write [Handle(ExactlyOnce = true)]"
            : null;
        if (reason is not null)
        {
            problems.Add(Rules.BadHandler, method, method.Name, reason);
            return null;
        }

        if (returned is not null && (output is null || !isExactlyOnce))
        {
            var rule = output is null ? Rules.BadOutput : Rules.OutputWithoutExactlyOnce;
            problems.Add(rule, method, method.Name, returned.ToDisplayString());
            return null;
        }

        var first = method.Parameters[0].Type;
        var message = MessageOf(method)!;
        var isView = ViewParser.MessageOf(first) is not null;
        return new HandlerModel(
            Symbols.CSharp(message),
            Symbols.Identifier(method.Name),
            method.IsStatic,
            isExactlyOnce,
            IsPublic(message) && IsPublic(first),
            takesTransaction,
            completion,
            new EquatableArray<string>(arguments!),
            output,
            PolicyParser.Of(method, shared, problems),
            isView ? Symbols.CSharp(first) : null,
            isView ? Symbols.NullableCSharp(method.ReturnType) : null)
        {
            Batch = BatchParser.Of(method, problems),
        };
    }

    /// <summary>The message type that the method handles, one or several at a time; null when there is none.</summary>
    private static ITypeSymbol? MessageOf(IMethodSymbol method) =>
        method.Parameters.Length == 0 ? null
        : ViewHandler.MessageOf(method.Parameters[0].Type) ?? BatchParser.Message(method.Parameters[0].Type);

    /// <summary>How the method completes, and what it then returns; null for nothing.</summary>
    private static (Completion Completion, ITypeSymbol? Returned) Returns(IMethodSymbol method) =>
        method.ReturnsVoid ? (Completion.Immediate, null)
        : Symbols.FullName(method.ReturnType.OriginalDefinition) switch
        {
            "System.Threading.Tasks.Task" => (Completion.Task, null),
            "System.Threading.Tasks.ValueTask" => (Completion.ValueTask, null),
            "System.Threading.Tasks.Task<TResult>" =>
                (Completion.Task, ((INamedTypeSymbol)method.ReturnType).TypeArguments[0]),
            "System.Threading.Tasks.ValueTask<TResult>" =>
                (Completion.ValueTask, ((INamedTypeSymbol)method.ReturnType).TypeArguments[0]),
            _ => (Completion.Immediate, method.ReturnType),
        };

    private static List<string>? Arguments(IMethodSymbol method)
    {
        var arguments = new List<string>();
        var isBatch = method.Parameters.Length > 0 && BatchParser.Message(method.Parameters[0].Type) is not null;
        foreach (var parameter in method.Parameters)
        {
            var argument = arguments.Count == 0
                ? isBatch ? "messages" : "message"
                : Symbols.FullName(parameter.Type) switch
                {
                    "TypedStreams.MessageContext" when !isBatch => "context",
                    "TypedStreams.BatchContext" when isBatch => "context",
                    "System.Threading.CancellationToken" => "cancellationToken",
                    Symbols.Transaction => "output.Transaction",
                    _ => IsTransaction(parameter.Type)
                        ? $"({Symbols.CSharp(parameter.Type)})output.Transaction"
                        : null,
                };
            if (argument is null || parameter.RefKind != RefKind.None || arguments.Contains(argument))
            {
                return null;
            }

            arguments.Add(argument);
        }

        return arguments;
    }

    /// <summary>True for DbTransaction, and for what a provider derives from it.</summary>
    private static bool IsTransaction(ITypeSymbol? type) =>
        type is not null && (Symbols.FullName(type) == Symbols.Transaction || IsTransaction(type.BaseType));

    private static bool IsPublic(ITypeSymbol type) =>
        type.DeclaredAccessibility == Accessibility.Public
        && (type.ContainingType is null || IsPublic(type.ContainingType));

    private static bool IsAccessible(INamedTypeSymbol type) =>
        IsAccessibleMember(type) && (type.ContainingType is null || IsAccessible(type.ContainingType));

    private static bool IsAccessibleMember(ISymbol symbol) => symbol.DeclaredAccessibility
        is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
