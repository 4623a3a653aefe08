// Questions about the methods of consumer groups.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Misuse;

internal static class HandlerMethods
{
    /// <summary>True for a method with [Handle].</summary>
    internal static bool IsHandler(ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary }
        && Symbols.Attribute(symbol, Symbols.Handle) is not null;

    internal static bool IsExactlyOnce(ISymbol symbol) =>
        symbol is IMethodSymbol && Symbols.Attribute(symbol, Symbols.Handle) is { } handle
        && Symbols.Argument(handle, "ExactlyOnce") is true;

    internal static bool IsMessage(ITypeSymbol type) => Symbols.Attribute(type, Symbols.Message) is not null;

    internal static bool IsTransaction(ITypeSymbol? type) =>
        type is not null && (Symbols.FullName(type) == Symbols.Transaction || IsTransaction(type.BaseType));

    /// <summary>True for a public method that would be a handler if it had [Handle].</summary>
    internal static bool LooksLikeHandler(IMethodSymbol method) =>
        method is
        {
            MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsGenericMethod: false,
            IsOverride: false, Parameters.Length: > 0,
        }
        && IsMessage(method.Parameters[0].Type)
        && method.Parameters.Skip(1).All(parameter =>
            Symbols.FullName(parameter.Type) is "TypedStreams.MessageContext" or "System.Threading.CancellationToken"
            || IsTransaction(parameter.Type))
        && (method.ReturnsVoid
            || Symbols.FullName(method.ReturnType)
                is "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask"
            || OutputParser.Parse(Awaited(method.ReturnType)) is not null);

    private static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named && Symbols.FullName(named.OriginalDefinition)
            is "System.Threading.Tasks.Task<TResult>" or "System.Threading.Tasks.ValueTask<TResult>"
            ? named.TypeArguments[0]
            : type;
}
