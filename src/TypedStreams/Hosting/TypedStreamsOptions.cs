namespace TypedStreams;

/// <summary>
/// What an application configures: the section <c>TypedStreams</c> of its configuration (appsettings.json, environment,
/// command line), then what code passed to <c>AddTypedStreams</c> changed. Durations are written <c>"500ms"</c>,
/// <c>"5s"</c>, <c>"2min"</c> or <c>"00:00:05"</c>. Read and checked once, when the host starts; an unknown key is an
/// error.
/// </summary>
public sealed class TypedStreamsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "TypedStreams";

    /// <summary>
    /// Brokers to start from, <c>"host:port,host:port"</c>. Needed unless <see cref="Embedded"/> is true. Default:
    /// none.
    /// </summary>
    public string? BootstrapServers { get; set; }

    /// <summary>
    /// Schema registry addresses, <c>"http://host:port,http://host:port"</c>; the next is tried when one fails. Needed
    /// unless <see cref="Embedded"/> is true. Default: none.
    /// </summary>
    public string? Registry { get; set; }

    /// <summary>
    /// True starts a broker and a schema registry inside this process, on free loopback ports. Default false.
    /// </summary>
    public bool Embedded { get; set; }

    /// <summary>
    /// Directory of the embedded broker's logs, created when missing. Default null: in memory, gone with the process.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// Name by which brokers know this application, for logs and quotas. Default <c>typedstreams</c>.
    /// </summary>
    public string ClientId { get; set; } = "typedstreams";

    /// <summary>
    /// Put before every topic, group and subject name, so that environments can share one cluster. Default: nothing.
    /// </summary>
    public string NamePrefix { get; set; } = "";

    /// <summary>
    /// True creates missing topics of registered handlers and of producers at their first use. Default null: as
    /// <see cref="Embedded"/>, because shared clusters usually have an owner for topics.
    /// </summary>
    public bool? CreateTopics { get; set; }

    /// <summary>
    /// Partitions of the topics that are created, 1 or more. Default null: the broker's <c>num.partitions</c>.
    /// </summary>
    public int? Partitions { get; set; }

    /// <summary>How the schema registry is asked.</summary>
    public RegistrySettings RegistryClient { get; } = new();

    /// <summary>How messages are sent.</summary>
    public ProducerSettings Producer { get; } = new();

    /// <summary>How messages are received.</summary>
    public ConsumerSettings Consumer { get; } = new();

    /// <summary>How exactly-once groups commit.</summary>
    public PipelineSettings Pipeline { get; } = new();

    /// <summary>What this application keeps in its own database.</summary>
    public DatabaseSettings Database { get; } = new();

    /// <summary>How messages leave the outbox.</summary>
    public OutboxSettings Outbox { get; } = new();

    /// <summary>
    /// What single consumer groups do otherwise, by the name in <see cref="ConsumerGroupAttribute"/>:
    /// <c>TypedStreams:Groups:&lt;group&gt;</c>. Default: none.
    /// </summary>
    public IDictionary<string, GroupSettings> Groups { get; } =
        new Dictionary<string, GroupSettings>(StringComparer.OrdinalIgnoreCase);

    internal GroupSettings SettingsOf(string group) => Groups.TryGetValue(group, out var found) ? found : new();

    internal bool CreatesTopics => CreateTopics ?? Embedded;
}
