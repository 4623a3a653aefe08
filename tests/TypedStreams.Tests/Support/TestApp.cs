// An application under test: a host on the shared servers, with a prefix of its own for every name.

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Tests.Support;

internal sealed class TestApp : IAsyncDisposable
{
    private readonly IHost _host;

    private TestApp(IHost host) => _host = host;

    public Inbox Inbox => _host.Services.GetRequiredService<Inbox>();

    public StreamsConnection Connection => _host.Services.GetRequiredService<StreamsConnection>();

    public IHostApplicationLifetime Lifetime => _host.Services.GetRequiredService<IHostApplicationLifetime>();

    public static string NewPrefix() => $"t{Guid.NewGuid():N}"[..9] + ".";

    /// <summary>Builds and starts a host. Settings are keys below TypedStreams.</summary>
    public static async Task<TestApp> StartAsync(
        ITestServers servers,
        string prefix,
        Action<ITypedStreamsBuilder>? groups = null,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings)
    {
        var app = Create(servers, prefix, groups, services, settings);
        try
        {
            await app._host.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Builds a host that is started later.</summary>
    public static TestApp Create(
        ITestServers servers,
        string prefix,
        Action<ITypedStreamsBuilder>? groups,
        Action<IServiceCollection>? services,
        params (string Key, string Value)[] settings) => Build(
            groups,
            services,
            [
                ("BootstrapServers", servers.BootstrapServers),
                ("Registry", servers.Registry),
                ("NamePrefix", prefix),
                ("CreateTopics", "true"),
                ("Partitions", "4"),
                .. settings,
            ]);

    public static TestApp Build(
        Action<ITypedStreamsBuilder>? groups,
        Action<IServiceCollection>? services,
        params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection();
        foreach (var (key, value) in settings)
        {
            // A later one of a key counts: a test's own settings stand behind the defaults.
            builder.Configuration[$"{TypedStreamsOptions.SectionName}:{key}"] = value;
        }

        builder.Logging.AddProvider(new LogLines());
        builder.Services.AddSingleton<Inbox>();
        services?.Invoke(builder.Services);
        var streams = builder.AddTypedStreams();
        groups?.Invoke(streams);
        return new TestApp(builder.Build());
    }

    public IProducer<T> Producer<T>()
        where T : IMessage<T> => _host.Services.GetRequiredService<IProducer<T>>();

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Waits until the host is asked to stop, then stops it and returns what stopping threw.</summary>
    public async Task<Exception?> StopsByItselfAsync()
    {
        var stopping = new TaskCompletionSource();
        await using var registration = Lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return await Record.ExceptionAsync(StopAsync);
    }

    /// <summary>Waits until the application has logged these words.</summary>
    public async Task LoggedAsync(string words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var lines = (LogLines)_host.Services.GetRequiredService<ILoggerProvider>();
        while (!lines.Contain(words))
        {
            Assert.False(patience.IsCancellationRequested, $"Not logged: {words}. Logged:\n{lines}");
            await Task.Yield();
        }
    }

    /// <summary>What a group has committed of a topic, by partition; decided transactions count.</summary>
    public async Task<Dictionary<int, long>> CommittedAsync(string group, string topic)
    {
        await SettledAsync();
        var kafka = await Connection.GetKafkaAsync();
        var offsets = await kafka.Admin.ListGroupOffsetsAsync(Connection.Options.NamePrefix + group);
        return offsets.Where(item => item.Key.Topic == Connection.Options.NamePrefix + topic)
            .ToDictionary(item => item.Key.Partition, item => item.Value.Offset);
    }

    /// <summary>Sends a record that no typed producer would.</summary>
    public async Task SendRawAsync(
        string topic, int partition, byte[] value, params RecordHeader[] headers)
    {
        var kafka = await Connection.GetKafkaAsync();
        await using var producer = kafka.CreateProducer();
        await producer.SendAsync(
            Connection.Options.NamePrefix + topic,
            null,
            value,
            new Client.SendOptions { Partition = partition, Headers = headers });
    }

    /// <summary>
    /// Waits until every decided transaction of this application has its markers: a commit is answered before, and the
    /// markers of its partitions come in any order.
    /// </summary>
    public async Task SettledAsync()
    {
        var kafka = await Connection.GetKafkaAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        IEnumerable<Client.ListedTransaction> all;
        do
        {
            all = await kafka.Admin.ListTransactionsAsync(ct: patience.Token);
        }
        while (all.Any(listed =>
            listed.TransactionalId.StartsWith(Connection.Options.NamePrefix, StringComparison.Ordinal)
            && listed.State.StartsWith("Prepare", StringComparison.Ordinal)));
    }

    /// <summary>Every committed message of a topic, by partition, in order; reads up to the end.</summary>
    public Task<List<T>> ReadAllAsync<T>()
        where T : IMessage<T> => ReadAllAsync<T>(T.Topic);

    /// <summary>The same of any topic that holds the message.</summary>
    public Task<List<T>> ReadAllAsync<T>(string name)
        where T : IMessage<T> => ReadAllAsync(name, record => T.Read(record.Value!.Value.Span[5..]));

    /// <summary>What is in every committed record of a topic, by partition, in order; reads up to the end.</summary>
    public async Task<List<T>> ReadAllAsync<T>(string name, Func<Client.ConsumedRecord, T> read)
    {
        await SettledAsync();
        var kafka = await Connection.GetKafkaAsync();
        var topic = Connection.Options.NamePrefix + name;
        var description = await kafka.Admin.DescribeTopicsAsync([topic]);
        var count = description.Single().Partitions.Count;
        TopicPartition[] partitions =
            [.. Enumerable.Range(0, count).Select(index => new TopicPartition(topic, index))];
        await using var consumer = kafka.CreateConsumer(new Client.KafkaConsumerOptions());
        consumer.Assign([.. partitions.Select(partition => new Client.TopicPartitionOffset(
            topic, partition.Partition, Client.TopicPartitionOffset.Beginning))]);
        var found = new List<(int Partition, T Item)>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!partitions.All(partition => consumer.Lag(partition) == 0))
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            turn.CancelAfter(TimeSpan.FromMilliseconds(100));
            try
            {
                using var batch = await consumer.ReceiveAsync(turn.Token);
                foreach (var record in batch!)
                {
                    found.Add((batch.Partition.Partition, read(record)));
                }
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                // Nothing came for now: look at the lag again.
            }
        }

        return [.. found.OrderBy(item => item.Partition).Select(item => item.Item)];
    }

    /// <summary>Waits until so many records were written to a topic's first partition.</summary>
    public async Task EndsAtAsync(string topic, long offset)
    {
        var kafka = await Connection.GetKafkaAsync();
        var partition = new TopicPartition(Connection.Options.NamePrefix + topic, 0);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await kafka.Admin.ListOffsetsAsync([partition], Client.TopicPartitionOffset.End, ct: patience.Token))
            [partition].Offset < offset)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
