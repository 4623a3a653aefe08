// The configuration section to TypedStreamsOptions, with the rules between settings. All problems come in one
// exception.

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace TypedStreams.Hosting;

internal static class OptionsLoader
{
    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    /// <exception cref="OptionsValidationException">A setting is wrong; its message lists every problem.</exception>
    internal static TypedStreamsOptions Load(
        IConfiguration configuration, IReadOnlyCollection<string> groups, Action<TypedStreamsOptions>? configure)
    {
        var problems = new List<string>();
        var options = new TypedStreamsOptions();
        var reader = new SettingsReader(configuration.GetSection(TypedStreamsOptions.SectionName), problems);
        Read(reader, options, groups);
        configure?.Invoke(options);
        Check(reader, options);
        return problems.Count == 0
            ? options
            : throw new OptionsValidationException(
                TypedStreamsOptions.SectionName, typeof(TypedStreamsOptions), problems);
    }

    private static void Read(
        SettingsReader reader, TypedStreamsOptions options, IReadOnlyCollection<string> groups)
    {
        options.BootstrapServers = reader.Text("BootstrapServers", options.BootstrapServers);
        options.Registry = reader.Text("Registry", options.Registry);
        options.Embedded = reader.Flag("Embedded", options.Embedded);
        options.DataDirectory = reader.Text("DataDirectory", options.DataDirectory);
        options.ClientId = reader.Text("ClientId", options.ClientId)!;
        options.NamePrefix = reader.Text("NamePrefix", options.NamePrefix)!;
        options.CreateTopics = reader.Flag("CreateTopics");
        options.Partitions = reader.Number("Partitions", 1, 100_000);
        ReadProducer(reader.Section("Producer"), options.Producer);
        ReadRegistry(reader.Section("RegistryClient"), options.RegistryClient);
        ReadConsumer(reader.Section("Consumer"), options.Consumer);
        ReadPipeline(reader.Section("Pipeline"), options.Pipeline);
        ReadDatabase(reader.Section("Database"), options.Database);
        ReadOutbox(reader.Section("Outbox"), options.Outbox);
        GroupSettingsReader.ReadAll(reader.Section("Groups"), options.Groups, groups);
        reader.RejectUnknown();
    }

    private static void ReadProducer(SettingsReader reader, ProducerSettings producer)
    {
        producer.Compression = reader.OneOf("Compression", producer.Compression);
        producer.Linger = reader.Duration("Linger", producer.Linger, min: TimeSpan.Zero);
        producer.DeliveryTimeout = reader.Duration("DeliveryTimeout", producer.DeliveryTimeout, OneMillisecond);
        producer.RegisterSchemas = reader.Flag("RegisterSchemas", producer.RegisterSchemas);
        producer.NormalizeSchemas = reader.Flag("NormalizeSchemas", producer.NormalizeSchemas);
        producer.SubjectNameStrategy = reader.OneOf("SubjectNameStrategy", producer.SubjectNameStrategy);
        producer.UseLatest = reader.Flag("UseLatest", producer.UseLatest);
        producer.LatestStrict = reader.Flag("LatestStrict", producer.LatestStrict);
        reader.Pairs("UseLatestWithMetadata", producer.UseLatestWithMetadata);
        producer.LatestCacheFor = reader.Duration("LatestCacheFor", OneMillisecond);
        producer.SchemaIdIn = reader.OneOf("SchemaIdIn", producer.SchemaIdIn);
        reader.RejectUnknown();
    }

    private static void ReadRegistry(SettingsReader reader, RegistrySettings registry)
    {
        registry.User = reader.Text("User", registry.User);
        registry.Password = reader.Text("Password", registry.Password);
        registry.BearerToken = reader.Text("BearerToken", registry.BearerToken);
        registry.CertificateFile = reader.Text("CertificateFile", registry.CertificateFile);
        registry.KeyFile = reader.Text("KeyFile", registry.KeyFile);
        registry.KeyPassword = reader.Text("KeyPassword", registry.KeyPassword);
        registry.AuthoritiesFile = reader.Text("AuthoritiesFile", registry.AuthoritiesFile);
        registry.RequestTimeout = reader.Duration("RequestTimeout", registry.RequestTimeout, OneMillisecond);
        registry.RetryFor = reader.Duration("RetryFor", registry.RetryFor, TimeSpan.Zero);
        registry.MaxRetries = reader.Number("MaxRetries", 0, 1000);
        registry.FirstRetryDelay = reader.Duration("FirstRetryDelay", registry.FirstRetryDelay, OneMillisecond);
        registry.LongestRetryDelay = reader.Duration("LongestRetryDelay", registry.LongestRetryDelay, OneMillisecond);
        registry.CacheCapacity = reader.Number("CacheCapacity", 1, 1_000_000) ?? registry.CacheCapacity;
        registry.MissingFor = reader.Duration("MissingFor", registry.MissingFor, TimeSpan.Zero);
        reader.RejectUnknown();
    }

    private static void ReadConsumer(SettingsReader reader, ConsumerSettings consumer)
    {
        consumer.StartFrom = reader.OneOf("StartFrom", consumer.StartFrom);
        consumer.CommitInterval = reader.Duration("CommitInterval", consumer.CommitInterval, OneMillisecond);
        consumer.BufferedBatches = reader.Number("BufferedBatches", 1, 1000) ?? consumer.BufferedBatches;
        consumer.Concurrency = reader.Number("Concurrency", 1, GroupSettings.MaxConcurrency) ?? consumer.Concurrency;
        consumer.DrainTimeout = reader.Duration("DrainTimeout", consumer.DrainTimeout, min: TimeSpan.Zero);
        consumer.SessionTimeout = reader.Duration("SessionTimeout", consumer.SessionTimeout, TimeSpan.FromSeconds(1));
        consumer.OnFailure = reader.OneOf("OnFailure", consumer.OnFailure);
        reader.RejectUnknown();
    }

    private static void ReadPipeline(SettingsReader reader, PipelineSettings pipeline)
    {
        pipeline.MaxMessages = reader.Number("MaxMessages", 1, 1_000_000) ?? pipeline.MaxMessages;
        pipeline.MaxBytes = reader.Number("MaxBytes", 1 << 10, 1 << 30) ?? pipeline.MaxBytes;
        pipeline.CommitInterval = reader.Duration("CommitInterval", pipeline.CommitInterval, OneMillisecond);
        pipeline.TransactionTimeout = reader.Duration(
            "TransactionTimeout", pipeline.TransactionTimeout, OneMillisecond);
        pipeline.RetryFor = reader.Duration("RetryFor", pipeline.RetryFor, TimeSpan.Zero);
        reader.RejectUnknown();
    }

    private static void ReadDatabase(SettingsReader reader, DatabaseSettings database)
    {
        database.CreateTables = reader.Flag("CreateTables", database.CreateTables);
        database.ConcurrentTransactions =
            reader.Number("ConcurrentTransactions", 1, 1000) ?? database.ConcurrentTransactions;
        reader.RejectUnknown();
    }

    private static void ReadOutbox(SettingsReader reader, OutboxSettings outbox)
    {
        outbox.Name = reader.Text("Name", outbox.Name)!;
        outbox.PollInterval = reader.Duration("PollInterval", outbox.PollInterval, OneMillisecond);
        outbox.MaxMessages = reader.Number("MaxMessages", 1, 100_000) ?? outbox.MaxMessages;
        reader.RejectUnknown();
    }

    private static void Check(SettingsReader reader, TypedStreamsOptions options)
    {
        CheckCredentials(reader, options.RegistryClient);
        if (options.Embedded)
        {
            CheckEmbedded(reader, options);
        }
        else
        {
            CheckBootstrapServers(reader, options.BootstrapServers);
            CheckRegistry(reader, options);
        }

        if (options.Pipeline.TransactionTimeout <= options.Pipeline.CommitInterval)
        {
            reader.Problem(
                "Pipeline:TransactionTimeout",
                Durations.Print(options.Pipeline.TransactionTimeout),
                "write more than Pipeline:CommitInterval, which is "
                    + Durations.Print(options.Pipeline.CommitInterval));
        }

        if (options.NamePrefix.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) != 0)
        {
            reader.Problem("NamePrefix", options.NamePrefix, "write letters, digits, '.', '_' and '-' only");
        }
    }

    private static void CheckEmbedded(SettingsReader reader, TypedStreamsOptions options)
    {
        const string Instead = "remove it, or set TypedStreams:Embedded to false to use other servers";
        if (options.BootstrapServers is { } servers)
        {
            reader.Problem("BootstrapServers", servers, Instead);
        }

        if (options.Registry is { } registry)
        {
            reader.Problem("Registry", registry, Instead);
        }
    }

    private static void CheckCredentials(SettingsReader reader, RegistrySettings registry)
    {
        if (registry is { BearerToken: not null, User: { } user })
        {
            reader.Problem("RegistryClient:User", user, "remove it, or RegistryClient:BearerToken; there can be one");
        }

        if (registry is { User: null, Password: not null })
        {
            reader.Problem("RegistryClient:User", null, "write whose password RegistryClient:Password is");
        }

        if (registry is { CertificateFile: null, KeyFile: { } key })
        {
            reader.Problem("RegistryClient:CertificateFile", null, $"write whose private key \"{key}\" holds");
        }
    }

    private static void CheckBootstrapServers(SettingsReader reader, string? servers)
    {
        if (servers is null)
        {
            reader.Problem(
                "BootstrapServers",
                null,
                "write \"host:port\", or set TypedStreams:Embedded to true for a broker inside");
            return;
        }

        foreach (var server in servers.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = server.LastIndexOf(':');
            if (colon < 1 || !ushort.TryParse(server.AsSpan(colon + 1), out var port) || port == 0)
            {
                reader.Problem("BootstrapServers", servers, $"\"{server}\" is not host:port; write \"localhost:9092\"");
            }
        }
    }

    private static void CheckRegistry(SettingsReader reader, TypedStreamsOptions options)
    {
        if (options.DataDirectory is { } directory)
        {
            reader.Problem("DataDirectory", directory, "it belongs to TypedStreams:Embedded; set that or remove this");
        }

        if (options.Registry is not { } registry)
        {
            reader.Problem("Registry", null, "write the schema registry's address, such as \"http://localhost:8081\"");
            return;
        }

        foreach (var address in registry.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                reader.Problem("Registry", registry, $"\"{address}\" is no address; write \"http://localhost:8081\"");
            }
        }
    }
}
