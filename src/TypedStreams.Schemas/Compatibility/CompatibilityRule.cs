// A level applied to a list of versions, the way Confluent's CompatibilityChecker does: only the newest version unless
// the level is transitive, newest first, stopping at the first version that fails; forward messages before backward.

namespace TypedStreams.Schemas;

/// <summary>The verdict of a level over versions.</summary>
/// <param name="Differences">What is wrong; empty when compatible.</param>
/// <param name="FailedIndex">Index into the versions of the one that failed, or -1.</param>
public sealed record CompatibilityVerdict(IReadOnlyList<SchemaDifference> Differences, int FailedIndex)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsCompatible => FailedIndex < 0;
}

/// <summary>Applies a compatibility level.</summary>
public static class CompatibilityRule
{
    /// <summary>Judges a new schema against the versions of its subject.</summary>
    /// <typeparam name="T">The schema model of one format.</typeparam>
    /// <param name="level">The subject's level.</param>
    /// <param name="candidate">The new schema.</param>
    /// <param name="versions">Live versions, oldest first.</param>
    /// <param name="check">What stops a reader (first) from reading a writer (second); empty when nothing does.</param>
    public static CompatibilityVerdict Apply<T>(
        CompatibilityLevel level,
        T candidate,
        IReadOnlyList<T> versions,
        Func<T, T, IReadOnlyList<SchemaDifference>> check)
    {
        var oldest = level switch
        {
            CompatibilityLevel.None => versions.Count,
            CompatibilityLevel.Backward or CompatibilityLevel.Forward or CompatibilityLevel.Full => versions.Count - 1,
            _ => 0,
        };
        for (var i = versions.Count - 1; i >= Math.Max(oldest, 0); i--)
        {
            var differences = new List<SchemaDifference>();
            if (IsForward(level))
            {
                differences.AddRange(check(versions[i], candidate));
            }

            if (IsBackward(level))
            {
                differences.AddRange(check(candidate, versions[i]));
            }

            if (differences.Count > 0)
            {
                return new CompatibilityVerdict(differences, i);
            }
        }

        return new CompatibilityVerdict([], -1);
    }

    private static bool IsForward(CompatibilityLevel level) =>
        level is CompatibilityLevel.Forward or CompatibilityLevel.ForwardTransitive || IsFull(level);

    private static bool IsBackward(CompatibilityLevel level) =>
        level is CompatibilityLevel.Backward or CompatibilityLevel.BackwardTransitive || IsFull(level);

    private static bool IsFull(CompatibilityLevel level) =>
        level is CompatibilityLevel.Full or CompatibilityLevel.FullTransitive;
}
