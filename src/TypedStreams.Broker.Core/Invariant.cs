using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TypedStreams.Broker.Core;

/// <summary>Checks of what must hold whatever users do. On in Release: downtime is better than corruption.</summary>
public static class Invariant
{
    /// <summary>
    /// Throws <see cref="InvariantViolatedException"/> when the condition does not hold; the node stops.
    /// </summary>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        string statement,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            Fail(statement, expression);
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(string statement, string expression) =>
        throw new InvariantViolatedException($"{statement} It does not hold: {expression}.");
}

/// <summary>The program has an error: something that must always hold does not. The node stops.</summary>
public sealed class InvariantViolatedException(string message) : Exception(message);
