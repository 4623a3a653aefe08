// What becomes of a job: decided by the seed, the key and the number, so that every process and the test agree on it.

namespace TypedStreams.System.KeyWorker;

/// <summary>What becomes of a job.</summary>
public enum Fate
{
    /// <summary>Handled by the first call.</summary>
    Smooth,

    /// <summary>Fails once or twice, and is handled by another attempt in its place.</summary>
    Flaky,

    /// <summary>Fails for all of its first delivery, and is handled when it comes back.</summary>
    Late,

    /// <summary>Fails always.</summary>
    Dead,
}

public static class Fates
{
    /// <summary>Calls of the handler in one delivery.</summary>
    public const int Attempts = 3;

    private const uint Jobs = 10_000;
    private const uint DeadJobs = 5;
    private const uint LateJobs = 10;
    private const uint FlakyJobs = 50;

    public static Fate Of(int seed, int key, int number) => (Mix(seed, key, number) % Jobs) switch
    {
        < DeadJobs => Fate.Dead,
        < DeadJobs + LateJobs => Fate.Late,
        < DeadJobs + LateJobs + FlakyJobs => Fate.Flaky,
        _ => Fate.Smooth,
    };

    /// <summary>True when a call of the handler fails.</summary>
    /// <param name="fate">The job's.</param>
    /// <param name="attempt">The number of the call, from 1.</param>
    /// <param name="number">The job's, which tells whether a flaky one fails once or twice.</param>
    public static bool Fails(Fate fate, int attempt, int number) => fate switch
    {
        Fate.Dead => true,
        Fate.Late => attempt <= Attempts,
        Fate.Flaky => attempt <= 1 + (number % (Attempts - 1)),
        _ => false,
    };

    // A finalizer of MurmurHash3 over the three: neighbours get unrelated values.
    private static uint Mix(int seed, int key, int number)
    {
        var hash = unchecked((uint)seed * 0x9E3779B1 + (uint)key * 0x85EBCA77 + (uint)number * 0xC2B2AE3D);
        hash = unchecked((hash ^ (hash >> 16)) * 0x85EBCA6B);
        hash = unchecked((hash ^ (hash >> 13)) * 0xC2B2AE35);
        return hash ^ (hash >> 16);
    }
}
