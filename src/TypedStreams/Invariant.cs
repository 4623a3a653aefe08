// Checks that stay on in Release: a broken invariant stops what broke it, because downtime beats lost or doubled work.

using System.Diagnostics.CodeAnalysis;

namespace TypedStreams;

internal static class Invariant
{
    internal static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            Fail(message);
        }
    }

    [DoesNotReturn]
    private static void Fail(string message) => throw new InvalidOperationException("Invariant broken: " + message);
}
