// How the use of quotas is measured.
using TypedStreams.Broker.Core.Quotas;

namespace TypedStreams.Broker.Core.Configs;

public sealed partial class BrokerConfig
{
    /// <summary>
    /// The window of rates: <c>quota.window.num</c> samples (default 11) of <c>quota.window.size.seconds</c> each
    /// (default 1 s).
    /// </summary>
    public QuotaWindow QuotaWindow =>
        new((int)Number("quota.window.num"), Number("quota.window.size.seconds") * 1_000);

    /// <summary>
    /// The window over which changes of the cluster may be saved up: <c>controller.quota.window.num</c> samples
    /// (default 11) of <c>controller.quota.window.size.seconds</c> each (default 1 s).
    /// </summary>
    public QuotaWindow MutationWindow =>
        new((int)Number("controller.quota.window.num"), Number("controller.quota.window.size.seconds") * 1_000);

    // Kafka has no limit; each bucket of use keeps so many samples in memory.
    private const int MaxSamples = 3_600;

    private static ConfigDefinition[] QuotasOnly() =>
    [
        Window("quota.window.num", "11", "Samples of a client's rate."),
        Window("quota.window.size.seconds", "1", "Time of a sample of a client's rate, in s."),
        Window("controller.quota.window.num", "11", "Samples of a rate of changes to the cluster."),
        Window("controller.quota.window.size.seconds", "1", "Time of a sample of changes, in s."),
    ];

    private static ConfigDefinition Window(string name, string byDefault, string doc) =>
        new(name, ConfigType.Int, byDefault, doc) { Min = 1, Max = MaxSamples };
}
