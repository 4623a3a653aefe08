// Checks that stay on in Release: a broken invariant stops the node, because downtime beats corruption.
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Storage;

internal static class Invariant
{
    public static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            Fail(message);
        }
    }

    [DoesNotReturn]
    private static void Fail(string message) => throw new InvalidOperationException("Invariant broken: " + message);
}
