using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Rules;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Databases;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Where rules stand between the codec and the wire, whatever they do there.</summary>
[Collection(ServersCollection.Name)]
public class RuleCallTests(TestServers servers)
{
    private const string RuleSet = """
        ,"ruleSet":{"domainRules":[
            {"name":"polite","kind":"CONDITION","type":"CEL","mode":"WRITEREAD","expr":"true"}]}
        """;

    private static readonly (string, string) OnePartition = ("Partitions", "1");

    [Fact]
    public async Task Values_go_through_the_rules_of_their_schema_out_and_in_with_and_without_waiting()
    {
        var prefix = TestApp.NewPrefix();
        await RegisterAsync<OrderPlaced>(prefix + "orders-value");
        await using var app = CreateApp(prefix, out var rules, groups => groups.AddBilling());
        var rulesOf = app.Connection.RulesOf;
        app.Connection.RulesOf = (subject, schema) => schema.RuleSet is null ? null : rulesOf(subject, schema);
        await app.StartAsync();
        var producer = app.Producer<OrderPlaced>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => producer.SendAsync(Order(i)).AsTask()));
        await Task.WhenAll(Enumerable.Range(20, 20).Select(i => producer.SendAsync(Order(i)).AsTask()));

        Assert.Equal(
            Enumerable.Range(0, 40),
            (await app.Inbox.NextAsync(40)).Select(received => received.As<OrderPlaced>().Number));
        var values = await app.ReadAllAsync("orders", record => record.Value!.Value.ToArray());
        Assert.All(values, value => Assert.Equal(0, value[0]));
        Assert.Equal(
            Enumerable.Range(0, 40), values.Select(value => Read<OrderPlaced>(FakeRules.Turned(value[5..])).Number));
        Assert.All(rules, item => Assert.Equal(prefix + "orders-value", item.Subject));
        Assert.All(rules.SelectMany(item => item.Calls), call => Assert.Equal(prefix + "orders", call.Topic));
        await app.StopAsync();
    }

    [Fact]
    public async Task Protobuf_value_keeps_its_place_before_what_rules_make_of_it()
    {
        var prefix = TestApp.NewPrefix();
        await RegisterAsync<Contracts.V2.Parcel>(prefix + "parcels-value", "PROTOBUF");
        await using var app = CreateApp(prefix, out _, groups => groups.AddDepot());
        await app.StartAsync();
        var parcel = new Contracts.V2.Parcel("p", 7, null);

        await app.Producer<Contracts.V2.Parcel>().SendAsync(parcel);

        Assert.Equal(parcel, (await app.Inbox.NextAsync()).Message);
        var value = (await app.ReadAllAsync("parcels", record => record.Value!.Value.ToArray())).Single();
        Assert.Equal([0, 0xff & ~0x0a], value[5..7]);
        await app.StopAsync();
    }

    [Fact]
    public async Task Refused_message_fails_its_send_and_the_others_go_on()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = CreateApp(prefix, out _, _ => { });
        await app.StartAsync();
        var producer = app.Producer<Created>();

        var waiting = await Assert.ThrowsAsync<RuleException>(
            async () => await producer.SendAsync(new Created("a", "forbidden")));
        await producer.SendAsync(new Created("b", "allowed"));
        var known = await Assert.ThrowsAsync<RuleException>(
            async () => await producer.SendAsync(new Created("c", "forbidden")));

        Assert.Equal("polite", waiting.Rule);
        Assert.Equal(RuleMode.Write, known.Mode);
        Assert.Single(await app.ReadAllAsync("events", Letter.Of));
        await app.StopAsync();
    }

    [Fact]
    public async Task Refused_message_goes_where_its_rule_says_as_it_was_with_confluents_headers()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = CreateApp(
            prefix, out _, _ => { }, rules => rules.DeadLetterTopic = prefix + "refused");
        await app.StartAsync();

        await Assert.ThrowsAsync<RuleException>(async () => await app.Producer<Created>().SendAsync(
            new Created("a", "forbidden"), new SendOptions { Headers = [new("own", "1"u8.ToArray())] }));

        var letter = (await app.ReadAllAsync("refused", Letter.Of)).Single();
        Assert.Equal(Convert.ToHexString("a"u8), letter.Key);
        Assert.EndsWith(Convert.ToHexString((byte[])[2, .. "a"u8, 18, .. "forbidden"u8]), letter.Value);
        Assert.Equal(
            [
                ("own", "1"), ("__rule.name", "polite"), ("__rule.mode", "WRITE"),
                ("__rule.subject", prefix + "events-created"), ("__rule.topic", prefix + "events"),
                ("__rule.exception", $"Rule 'polite' of subject '{prefix}events-created' is not met."),
            ],
            letter.Headers);
        Assert.Empty(await app.ReadAllAsync("events", Letter.Of));
        await app.StopAsync();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public async Task What_exactly_once_handlers_return_goes_through_its_rules(string concurrency)
    {
        var prefix = TestApp.NewPrefix();
        await using var app = CreateApp(
            prefix,
            out _,
            groups => groups.AddDoubler(),
            rules =>
            {
                rules.Refused = "key-5";
                rules.DeadLetterTopic = prefix + "refused";
            },
            ("Groups:doubler:Concurrency", concurrency),
            OnePartition);
        app.Connection.RulesOf = Only(app.Connection.RulesOf, "doubles-value");
        await app.StartAsync();

        for (var i = 0; i < 7; i++)
        {
            await app.Producer<Number>().SendAsync(new Number($"key-{i}", i * 2));
        }

        var failure = await app.StopsByItselfAsync();

        Assert.Equal("polite", Assert.IsType<RuleException>(failure?.InnerException).Rule);
        Assert.Equal(
            [0, 4, 8, 12, 16],
            await app.ReadAllAsync(
                "doubles", record => Read<Doubled>(FakeRules.Turned(record.Value!.Value.Span[5..])).Value));

        // Outside of the transaction, which is gone.
        Assert.Equal(
            [new Doubled("key-5", 20)],
            await app.ReadAllAsync("refused", record => Read<Doubled>(record.Value!.Value.Span[5..].ToArray())));
    }

    [Fact]
    public async Task What_leaves_through_the_outbox_goes_through_its_rules()
    {
        await using var database = new SqliteDatabase();
        await using var app = CreateApp(
            TestApp.NewPrefix(), out _, groups => groups.AddOutbox(), database.Source, configure: null);
        await app.StartAsync();
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await app.Service<IOutbox>().AddAsync(new Doubled("k", 7), transaction);
            await Assert.ThrowsAsync<RuleException>(
                async () => await app.Service<IOutbox>().AddAsync(new Doubled("forbidden", 8), transaction));
            await transaction.CommitAsync();
        }

        await app.EndsAtAsync("doubles", 1);
        await app.StopAsync();
        Assert.Equal(
            [new Doubled("k", 7)],
            await app.ReadAllAsync(
                "doubles", record => Read<Doubled>(FakeRules.Turned(record.Value!.Value.Span[5..]))));
    }

    [Fact]
    public async Task Record_that_a_rule_refuses_stops_its_partition_with_the_rules_words()
    {
        var prefix = TestApp.NewPrefix();
        await SendRefusedAsync(prefix);
        await using var app = CreateApp(prefix, out _, groups => groups.AddBilling());
        await app.StartAsync();

        var failure = await app.StopsByItselfAsync();

        Assert.Equal(RuleMode.Read, Assert.IsType<RuleException>(failure?.InnerException).Mode);
        Assert.Contains("orders-0 offset 0 was not handled: Rule 'polite' of subject", failure!.Message);
    }

    [Theory]
    [InlineData(null, "orders.careful.dead")]
    [InlineData("read-refused", "read-refused")]
    public async Task Record_that_a_rule_refuses_is_put_aside_where_the_group_has_dead_letters(
        string? named, string letters)
    {
        var prefix = TestApp.NewPrefix();
        await SendRefusedAsync(prefix);
        await using var app = CreateApp(
            prefix,
            out _,
            groups => groups.AddCareful(),
            rules => rules.DeadLetterTopic = named is null ? null : prefix + named,
            OnePartition);
        await app.StartAsync();

        await app.EndsAtAsync(letters, 1);
        await app.StopAsync();

        var letter = (await app.ReadAllAsync(letters, Letter.Of)).Single();
        Assert.Equal((await app.ReadAllAsync("orders", Letter.Of)).Single().Value, letter.Value);
        Assert.Equal("polite", letter.Header("__rule.name"));
        Assert.Equal("READ", letter.Header("__rule.mode"));
        Assert.Equal(prefix + "orders", letter.Header("__rule.topic"));
        Assert.Equal(prefix + "orders", letter.Header(LetterHeaders.OriginTopic));
        Assert.Equal(1, (await app.CommittedAsync("careful", "orders"))[0]);
    }

    [Fact]
    public async Task Keys_that_are_due_are_fetched_in_the_background_and_messages_do_not_wait()
    {
        var fetching = new TaskCompletionSource();
        var fetched = new TaskCompletionSource();
        await using var app = CreateApp(TestApp.NewPrefix(), out var all, _ => { });
        await app.StartAsync();
        var producer = app.Producer<Created>();
        await producer.SendAsync(new Created("a", "first"));
        var rules = all.Single();
        Assert.Equal(1, rules.Prepared);
        rules.OnPrepare = () =>
        {
            fetching.SetResult();
            return fetched.Task;
        };

        rules.IsDue = true;
        await producer.SendAsync(new Created("a", "second"));
        await fetching.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await producer.SendAsync(new Created("a", "third"));
        Assert.Equal(1, rules.Prepared);
        fetched.SetResult();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (rules.Prepared < 2)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(3, rules.Calls.Count);
        await app.StopAsync();
    }

    /// <summary>A value that the rules refuse when it is read.</summary>
    private async Task SendRefusedAsync(string prefix)
    {
        var registered = await RegisterAsync<OrderPlaced>(prefix + "orders-value");
        await using var app = await TestApp.StartAsync(servers, prefix, settings: OnePartition);
        var kafka = await app.Connection.GetKafkaAsync();
        await app.Connection.EnsureTopicAsync(prefix + "orders", CancellationToken.None);
        await app.SendRawAsync(
            "orders",
            0,
            [
                0, (byte)(registered >> 24), (byte)(registered >> 16), (byte)(registered >> 8), (byte)registered,
                .. FakeRules.Turned("forbidden"u8),
            ]);
        await app.StopAsync();
    }

    private async Task<int> RegisterAsync<T>(string subject, string type = "AVRO")
        where T : IMessage<T> =>
        (int)(await RegistryAdmin.RegisterAsync(servers, subject, T.SchemaText, type, RuleSet))["id"]!;

    private TestApp CreateApp(
        string prefix,
        out ConcurrentQueue<FakeRules> rules,
        Action<ITypedStreamsBuilder> groups,
        Action<FakeRules>? configure = null,
        params (string Key, string Value)[] settings) =>
        CreateApp(prefix, out rules, groups, database: null, configure, settings);

    private TestApp CreateApp(
        string prefix,
        out ConcurrentQueue<FakeRules> rules,
        Action<ITypedStreamsBuilder> groups,
        DbDataSource? database,
        Action<FakeRules>? configure,
        params (string Key, string Value)[] settings)
    {
        var made = rules = [];
        var app = TestApp.Create(
            servers,
            prefix,
            groups,
            services =>
            {
                services.AddSingleton<PipeHook>();
                if (database is not null)
                {
                    services.AddSingleton(database);
                }
            },
            settings.Length == 0 ? [OnePartition] : settings);
        app.Connection.RulesOf = (subject, _) =>
        {
            var item = new FakeRules(subject);
            configure?.Invoke(item);
            made.Enqueue(item);
            return item;
        };
        return app;
    }

    private static Func<string, SchemaRegistry.RegisteredSchema, IPayloadRules?> Only(
        Func<string, SchemaRegistry.RegisteredSchema, IPayloadRules?> rules, string subject) =>
        (name, schema) => name.EndsWith(subject, StringComparison.Ordinal) ? rules(name, schema) : null;

    private static OrderPlaced Order(int number) => new("o", number, DateTimeOffset.UnixEpoch);

    private static T Read<T>(byte[] value)
        where T : IMessage<T> => T.Read(value);
}
