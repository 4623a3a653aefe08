// Stories as lists of numbers, which a model turns into commands. A failing one is cut to pieces until it is short.
using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Broker.Core.Tests;

internal static class Stories
{
    internal static Arbitrary<int[]> Of(int longest) => Arb.From(
        from length in Gen.Choose(longest / 4, longest)
        from story in Gen.Choose(0, int.MaxValue - 1).ArrayOf(length)
        select story,
        Shorter);

    private static IEnumerable<int[]> Shorter(int[] story)
    {
        for (int length = story.Length / 2; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= story.Length; at += length)
            {
                yield return [.. story[..at], .. story[(at + length)..]];
            }
        }
    }
}
