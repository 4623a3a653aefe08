using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Storage.Tests;

public sealed class CrashProperties
{
    private const int Stories = 2_000;
    private const int FewestSteps = 100_000;

    [Fact]
    public void Log_after_any_story_of_syncs_truncations_and_crashes_equals_the_model()
    {
        var numbers = Arb.From(Gen.Choose(0, 1 << 20).ArrayOf(60), Shorter);
        Prop.ForAll(numbers, story =>
        {
            var model = new CrashModel();
            foreach (var number in story)
            {
                model.Step(number);
            }

            model.Check();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Stories));

        // The stories are only worth something if they reach the interesting places.
        HashSet<string> places = ["truncate", "delete", "kill", "crash", "lost unsynced", "commit", "abort",
            "open transaction survived a cut", "sent again", "sent again, fenced", "sent again, forgotten", "new epoch",
            "retention", "OutOfOrderSequenceNumber", "InvalidProducerEpoch", "InvalidTxnState"];
        Assert.Superset(places, CrashModel.Seen);
        Assert.True(CrashModel.Steps >= FewestSteps, $"Only {CrashModel.Steps} commands were carried out.");
    }

    // The log start lies behind segments that are still needed for what they say about producers: until a snapshot is
    // synced, and after a truncation has taken the snapshot with it.
    [Theory]
    [InlineData(725660, 379815, 88486, 961841, 964805, 586060, 205052, 90934, 207444, 155173, 661014)]
    [InlineData(
        182921, 247200, 1026302, 509124, 1026935, 535484, 756251, 631282, 296682, 979603, 711402, 228172, 76674)]
    public void Producers_below_the_log_start_are_known_after_a_crash(params int[] story)
    {
        var model = new CrashModel();
        foreach (var number in story)
        {
            model.Step(number);
        }

        model.Check();
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
