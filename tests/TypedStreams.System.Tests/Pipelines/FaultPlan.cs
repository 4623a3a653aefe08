// What happens to a run, and when: drawn from a seed alone. When is a share of the work, not a time, so that a plan
// strikes a slow machine in the same places.
namespace TypedStreams.System.Tests.Pipelines;

internal enum FaultKind
{
    /// <summary>kill -9 of the broker, and a start on its data.</summary>
    BrokerIsKilled,

    /// <summary>The broker stands still and goes on.</summary>
    BrokerStandsStill,

    /// <summary>kill -9 of a worker, and another one in its place.</summary>
    WorkerIsKilled,

    /// <summary>A worker stands still until its group has given its partitions to others, then goes on: a zombie.
    /// </summary>
    WorkerIsZombie,

    /// <summary>One worker more.</summary>
    WorkerJoins,

    /// <summary>A worker is told to end.</summary>
    WorkerLeaves,

    /// <summary>The network delays much and cuts connections, for one client.</summary>
    Storm,
}

/// <summary>One fault.</summary>
/// <param name="At">The share of the work that has come out when it strikes, 0 to 1.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Pick">Which worker or client, modulo their number.</param>
/// <param name="Length">How long it lasts.</param>
internal sealed record PlannedFault(double At, FaultKind Kind, int Pick, TimeSpan Length)
{
    public override string ToString() => $"at {At:P0}: {Kind} (pick {Pick}, {Length.TotalSeconds:F1} s)";
}

internal sealed record FaultPlan(int Seed, IReadOnlyList<PlannedFault> Faults)
{
    // Every fault has a portion of the work for itself, and strikes before most of it is done.
    private const double Earliest = 0.1;
    private const double Latest = 0.7;

    /// <summary>Every kind is in every plan; three more are drawn.</summary>
    private static readonly FaultKind[] Always =
    [
        FaultKind.BrokerIsKilled, FaultKind.BrokerIsKilled, FaultKind.BrokerStandsStill,
        FaultKind.WorkerIsKilled, FaultKind.WorkerIsKilled, FaultKind.WorkerIsZombie, FaultKind.WorkerIsZombie,
        FaultKind.WorkerJoins, FaultKind.WorkerLeaves, FaultKind.Storm, FaultKind.Storm,
    ];

    private const int Drawn = 3;

    internal static FaultPlan Of(int seed)
    {
        var random = new Random(seed);
        var all = Enum.GetValues<FaultKind>();
        FaultKind[] kinds =
            [.. Always, .. Enumerable.Range(0, Drawn).Select(_ => all[random.Next(all.Length)])];
        random.Shuffle(kinds);
        return new FaultPlan(seed, [.. kinds.Select((kind, i) => new PlannedFault(
            (i + Earliest + (random.NextDouble() * (Latest - Earliest))) / (kinds.Length + 1),
            kind,
            random.Next(1000),
            Length(kind, random)))]);
    }

    /// <summary>The share of the input that may be there when so many faults are over.</summary>
    internal double InputAfter(int faults) => (faults + 1.0) / (Faults.Count + 1);

    private static TimeSpan Length(FaultKind kind, Random random) => TimeSpan.FromSeconds(kind switch
    {
        FaultKind.BrokerIsKilled => random.NextDouble() * 2,
        FaultKind.BrokerStandsStill => 1 + (random.NextDouble() * 7), // the session is 6 s: sometimes longer
        FaultKind.WorkerIsZombie => 8 + (random.NextDouble() * 3), // always longer
        FaultKind.Storm => 3 + (random.NextDouble() * 4),
        _ => 0,
    });
}
