using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using TypedStreams.Hosting;
using TypedStreams.Protocol.Records;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public class SettingsTests
{
    private static readonly (string, string)[] Servers =
        [("BootstrapServers", "localhost:9092"), ("Registry", "http://localhost:8081")];

    [Theory]
    [InlineData("Producer:Linger", "5", "TypedStreams:Producer:Linger is \"5\"; write a duration such as")]
    [InlineData("Producer:Compression", "rar", "is \"rar\"; write one of None, Gzip, Snappy, Lz4, Zstd")]
    [InlineData("Producer:Compression", "1", "is \"1\"; write one of None")]
    [InlineData("Consumer:BufferedBatches", "0", "is \"0\"; write a whole number from 1 to 1000")]
    [InlineData("Consumer:CommitInterval", "0s", "1ms or more")]
    [InlineData("Consumer:StartFrom", "begin", "write one of Earliest, Latest, Error")]
    [InlineData("BootstrapServers", "localhost", "\"localhost\" is not host:port; write \"localhost:9092\"")]
    [InlineData("BootstrapServers", "a:1,b:99999", "\"b:99999\" is not host:port")]
    [InlineData("Registry", "localhost:8081", "\"localhost:8081\" is no address; write \"http://localhost:8081\"")]
    [InlineData("Embedded", "yes", "TypedStreams:Embedded is \"yes\"; write true or false")]
    [InlineData("Embedded", "true", "TypedStreams:BootstrapServers is \"localhost:9092\"; remove it")]
    [InlineData("DataDirectory", "/tmp", "belongs to TypedStreams:Embedded")]
    [InlineData("Partitions", "many", "write a whole number from 1")]
    [InlineData("NamePrefix", "a/b", "write letters, digits")]
    [InlineData("BootstrapServer", "a:1", "TypedStreams:BootstrapServer is not a setting; write one of Boot")]
    [InlineData("Producer:Lingers", "1s", "TypedStreams:Producer:Lingers is not a setting; write one of Compression, ")]
    [InlineData(
        "Pipeline:TransactionTimeout", "50ms", "is \"50ms\"; write more than Pipeline:CommitInterval, which is 100ms")]
    [InlineData("Pipeline:MaxMessages", "0", "write a whole number from 1 to 1000000")]
    [InlineData("Consumer:Concurrency", "0", "write a whole number from 1 to 1000")]
    [InlineData("Groups:bill:Concurrency", "4", "TypedStreams:Groups:bill is not a setting; write one of billing.")]
    [InlineData("Groups:billing:Retries", "4", "Groups:billing:Retries is not a setting; write one of Batch, Concur")]
    [InlineData("Groups:billing:Batch:MaxMessages", "0", "Batch:MaxMessages is \"0\"; write a whole number")]
    [InlineData("Groups:billing:Batch:MaxWait", "soon", "Batch:MaxWait is \"soon\"; write a duration such as")]
    [InlineData("Groups:billing:Concurrency", "1001", "Groups:billing:Concurrency is \"1001\"; write a whole number")]
    [InlineData("Groups:billing:Retry:Attempts", "0", "Retry:Attempts is \"0\"; write a whole number from 1 to 1000")]
    [InlineData("Groups:billing:Retry:Factor", "0.5", "Retry:Factor is \"0.5\"; write a number from 1 to 100")]
    [InlineData("Groups:billing:Retry:Jitter", "x", "Retry:Jitter is \"x\"; write a number from 0 to 1")]
    [InlineData("Groups:billing:Retry:FirstDelay", "5", "Retry:FirstDelay is \"5\"; write a duration such as")]
    [InlineData("Groups:billing:RetryAfter", "10s,soon", "is \"10s,soon\"; write up to 10 durations such as")]
    [InlineData("Groups:billing:RetryAfter", "1200h", "RetryAfter is \"1200h\"; write up to 10 durations such as")]
    [InlineData("Consumer:CommitInterval", "1200h", "1ms or more, up to 49 days")]
    [InlineData(
        "Producer:SubjectNameStrategy",
        "Topic",
        "is \"Topic\"; write one of TopicName, RecordName, TopicRecordName, Associated")]
    [InlineData("Producer:SchemaIdIn", "Body", "write one of Prefix, Header")]
    [InlineData("Producer:LatestCacheFor", "0s", "1ms or more")]
    [InlineData("Producer:UseLatestWithMetadata:major:2", "x", "UseLatestWithMetadata:major is missing; write a text")]
    [InlineData("RegistryClient:Password", "x", "RegistryClient:User is missing; write whose password")]
    [InlineData("RegistryClient:KeyFile", "k.pem", "CertificateFile is missing; write whose private key")]
    [InlineData("RegistryClient:CacheCapacity", "0", "write a whole number from 1 to 1000000")]
    [InlineData("RegistryClient:Usr", "x", "RegistryClient:Usr is not a setting; write one of AuthoritiesFile, Bear")]
    [InlineData("Pipeline:MaxBytes", "5", "write a whole number from 1024")]
    [InlineData("Database:ConcurrentTransactions", "0", "write a whole number from 1 to 1000")]
    [InlineData("Outbox:PollInterval", "0s", "1ms or more")]
    [InlineData("Outbox:Names", "x", "TypedStreams:Outbox:Names is not a setting; write one of MaxMessages, Name, ")]
    public async Task Wrong_setting_stops_the_start_and_says_what_to_write(string key, string value, string message)
    {
        await using var app = TestApp.Build(
            groups => groups.AddBilling(), null, [.. Servers.Where(item => item.Item1 != key), (key, value)]);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);

        Assert.Contains(message, failure.Message);
    }

    [Fact]
    public async Task All_problems_are_told_at_once()
    {
        await using var app = TestApp.Build(null, null, ("Producer:Linger", "soon"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(app.StartAsync);

        Assert.Equal(3, failure.Failures.Count());
        Assert.Contains("TypedStreams:BootstrapServers is missing; write \"host:port\"", failure.Message);
        Assert.Contains("TypedStreams:Registry is missing", failure.Message);
    }

    [Fact]
    public async Task Settings_reach_the_options()
    {
        await using var app = TestApp.Build(
            null,
            null,
            [.. Servers, ("Producer:Compression", "zstd"), ("Producer:Linger", "20ms"),
                ("Consumer:CommitInterval", "2min"), ("Consumer:OnFailure", "stopPartition"), ("CreateTopics", "true"),
                ("NamePrefix", "dev.")]);

        var options = app.Connection.Options;

        Assert.Equal(CompressionType.Zstd, options.Producer.Compression);
        Assert.Equal(TimeSpan.FromMilliseconds(20), options.Producer.Linger);
        Assert.Equal(TimeSpan.FromMinutes(2), options.Consumer.CommitInterval);
        Assert.Equal(FailureAction.StopPartition, options.Consumer.OnFailure);
        Assert.True(options.CreatesTopics);
        Assert.Equal("dev.", options.NamePrefix);
    }

    [Fact]
    public async Task Settings_of_schemas_and_of_the_registrys_client_reach_the_options()
    {
        await using var app = TestApp.Build(
            null,
            null,
            [.. Servers, ("Producer:SubjectNameStrategy", "recordName"), ("Producer:NormalizeSchemas", "true"),
                ("Producer:UseLatest", "true"), ("Producer:LatestStrict", "false"), ("Producer:SchemaIdIn", "header"),
                ("Producer:UseLatestWithMetadata:major", "2"), ("Producer:LatestCacheFor", "5min"),
                ("RegistryClient:MissingFor", "30s"), ("RegistryClient:MaxRetries", "3"),
                ("RegistryClient:FirstRetryDelay", "1s"), ("RegistryClient:LongestRetryDelay", "20s"),
                ("RegistryClient:CacheCapacity", "10"), ("RegistryClient:RequestTimeout", "9s"),
                ("RegistryClient:RetryFor", "1min")]);
        var producer = app.Connection.Options.Producer;
        var client = app.Connection.Options.RegistryClient.ToOptions([]);

        Assert.Equal(SubjectNameStrategy.RecordName, producer.SubjectNameStrategy);
        Assert.True(producer.NormalizeSchemas && producer.UseLatest && !producer.LatestStrict);
        Assert.Equal(SchemaIdPlace.Header, producer.SchemaIdIn);
        Assert.Equal([new("major", "2")], producer.UseLatestWithMetadata);
        Assert.Equal(TimeSpan.FromMinutes(5), producer.LatestCacheFor);
        Assert.Equal((TimeSpan.FromSeconds(30), 3, 10), (client.MissingFor, client.MaxRetries, client.CacheCapacity));
        Assert.Equal(
            (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), (client.FirstRetryDelay, client.LongestRetryDelay));
        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromMinutes(1)), (client.RequestTimeout, client.RetryFor));
    }

    [Fact]
    public async Task Settings_of_a_group_change_what_was_declared_and_leave_the_rest()
    {
        await using var app = TestApp.Build(
            groups => groups.AddBilling(),
            null,
            [.. Servers, ("Groups:billing:Concurrency", "64"), ("Groups:billing:Retry:Attempts", "7"),
                ("Groups:billing:Retry:Factor", "1.5"), ("Groups:billing:Retry:LongestDelay", "1min")]);
        var settings = app.Connection.Options.SettingsOf("billing");
        var declared = new HandlingPolicy { Attempts = 2, FirstDelay = TimeSpan.FromSeconds(3), Jitter = 0 };

        Assert.Equal(64, settings.ConcurrencyOf(declared: 8, app.Connection.Options.Consumer));
        Assert.Equal(
            declared with { Attempts = 7, Factor = 1.5, LongestDelay = TimeSpan.FromMinutes(1) },
            settings.Apply(declared));
    }

    [Fact]
    public async Task Waits_of_a_group_are_read_from_a_text_or_a_list_and_bring_dead_letters()
    {
        await using var text = TestApp.Build(
            groups => groups.AddBilling(), null, [.. Servers, ("Groups:billing:RetryAfter", "10s, 5min")]);
        await using var list = TestApp.Build(
            groups => groups.AddBilling(),
            null,
            [.. Servers, ("Groups:billing:RetryAfter:0", "10s"), ("Groups:billing:RetryAfter:1", "5min")]);
        var expected = new HandlingPolicy
        {
            DeadLetters = true,
            RetryAfter = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)],
        };

        Assert.Equal(expected, text.Connection.Options.SettingsOf("billing").Apply(HandlingPolicy.Default));
        Assert.Equal(expected, list.Connection.Options.SettingsOf("billing").Apply(HandlingPolicy.Default));
        Assert.False(new GroupSettings { DeadLetters = false }.Apply(expected).DeadLetters);
    }

    [Fact]
    public void Concurrency_is_what_the_group_says_or_else_its_class_or_else_all_groups()
    {
        var consumer = new ConsumerSettings { Concurrency = 3 };

        Assert.Equal(1, new GroupSettings().ConcurrencyOf(declared: 0, new ConsumerSettings()));
        Assert.Equal(3, new GroupSettings().ConcurrencyOf(declared: 0, consumer));
        Assert.Equal(2, new GroupSettings().ConcurrencyOf(declared: 2, consumer));
        Assert.Equal(1, new GroupSettings { Concurrency = 1 }.ConcurrencyOf(declared: 2, consumer));
        Assert.Throws<InvalidOperationException>(
            () => new GroupSettings { Concurrency = 0 }.ConcurrencyOf(declared: 2, consumer));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData("2min", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("00:00:05", 5000)]
    public void Duration_is_read(string text, int milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("5 parsecs")]
    [InlineData("1e300h")]
    [InlineData("999999999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Printed_duration_is_read_back() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        milliseconds => Durations.TryParse(Durations.Print(TimeSpan.FromMilliseconds(milliseconds)), out var value)
            && value == TimeSpan.FromMilliseconds(milliseconds)).QuickCheckThrowOnFailure();
}
