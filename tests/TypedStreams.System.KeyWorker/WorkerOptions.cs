using System.Globalization;

namespace TypedStreams.System.KeyWorker;

/// <summary>
/// The command line: <c>send BOOTSTRAP REGISTRY SEED KEYS JOBS</c> or <c>work BOOTSTRAP REGISTRY SEED LOG</c>,
/// or the same with <c>batch</c>.
/// </summary>
public sealed record WorkerOptions(string Stage, string Bootstrap, string Registry, int Seed, string[] Rest)
{
    public static WorkerOptions? Parse(string[] args) =>
        (args is ["send", _, _, _, _, _] or ["work" or "batch", _, _, _, _])
        && int.TryParse(args[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            ? new WorkerOptions(args[0], args[1], args[2], seed, args[4..])
            : null;
}
