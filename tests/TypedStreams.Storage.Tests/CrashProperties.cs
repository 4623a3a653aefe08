using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Storage.Tests;

public sealed class CrashProperties
{
    [Fact]
    public void Log_after_any_story_of_syncs_truncations_and_crashes_equals_the_model()
    {
        var numbers = Arb.From(Gen.Choose(0, 1 << 20).ArrayOf(120), Shorter);
        Prop.ForAll(numbers, story =>
        {
            var model = new CrashModel();
            foreach (var number in story)
            {
                model.Step(number);
            }

            model.Check();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

        // The stories are only worth something if they reach the interesting places.
        HashSet<string> places = ["truncate", "delete", "kill", "crash", "lost unsynced", "commit", "abort",
            "open transaction survived a cut"];
        Assert.Superset(places, CrashModel.Seen);
    }

    private static IEnumerable<int[]> Shorter(int[] story)
    {
        for (var length = story.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= story.Length; at += length)
            {
                yield return [.. story[..at], .. story[(at + length)..]];
            }
        }
    }
}
