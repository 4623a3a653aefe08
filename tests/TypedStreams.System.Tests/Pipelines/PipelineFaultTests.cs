// Scenarios 2, 4, 21 to 24 and 26 together: a million transfers go through chained copies and a bank, exactly once,
// in several processes, while brokers and workers die, stand still, come and go, and the network cuts and delays.
// TYPEDSTREAMS_SEED repeats a run, TYPEDSTREAMS_TRANSFERS changes its size.
using System.Diagnostics;
using System.Globalization;
using TypedStreams.Client;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests.Pipelines;

public sealed class PipelineFaultTests(ITestOutputHelper output)
{
    private const int Partitions = 4;
    // The longest that may pass before something moves again: a session, a rebalance, and a transaction's time-out.
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private static long Transfers => Number("TYPEDSTREAMS_TRANSFERS") ?? 1_000_000;

    [Fact]
    public async Task Every_transfer_comes_out_exactly_once_whatever_fails_on_our_node()
    {
        await using var broker = await FaultyNode.StartAsync();
        await RunAsync(broker);
    }

    [ToolFact(Tool.Kafka)]
    public async Task Every_transfer_comes_out_exactly_once_whatever_fails_on_Apache_Kafka()
    {
        Tools.Require(Tool.Kafka);
        await using var broker = await FaultyKafka.StartAsync();
        await RunAsync(broker);
    }

    private async Task RunAsync(FaultyBroker broker)
    {
        var plan = FaultPlan.Of((int)(Number("TYPEDSTREAMS_SEED") ?? Random.Shared.Next()));
        output.WriteLine($"TYPEDSTREAMS_SEED={plan.Seed}");
        await using var client = await ConnectAsync(broker);
        var weather = new Weather(plan.Seed);
        broker.Proxy.Decide = weather.Decide;
        using var nemesis = new Nemesis(plan, broker, weather);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var found = await JudgeAsync(plan, broker, client, nemesis, weather, limit.Token);
            Assert.True(found.Count == 0, string.Join('\n', found));
        }
        catch (Exception)
        {
            output.WriteLine($"{nemesis.LastLines}\n--- the broker, the last lines\n{broker.LastLines}");
            weather.BeStill();
            output.WriteLine("--- transactions\n" + await OpenTransactions.DescribeAsync(
                broker.Bootstrap, OutputTopic.All.Select(topic => topic.Name)));
            throw;
        }
        finally
        {
            output.WriteLine($"{nemesis.Log}\n{broker.Repairs}");
        }
    }

    // Before anything fails: a client that reaches no broker says so at once, and a creation whose response was lost is
    // answered with "exists" when it is sent again.
    private static async Task<KafkaClient> ConnectAsync(FaultyBroker broker)
    {
        var client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = broker.Bootstrap, ClientId = OutputReader.Name });
        foreach (var topic in OutputTopic.All.Append(OutputTopic.Inputs))
        {
            await client.Admin.CreateTopicAsync(new TopicSpec(topic.Name) { Partitions = Partitions });
        }

        return client;
    }

    private async Task<IReadOnlyList<string>> JudgeAsync(
        FaultPlan plan,
        FaultyBroker broker,
        KafkaClient client,
        Nemesis nemesis,
        Weather weather,
        CancellationToken cancellationToken)
    {
        await using var along = new OutputReader(client, Partitions, Transfers);
        await WorkAsync(plan, broker, nemesis, weather, along, cancellationToken);
        await using var after = new OutputReader(client, Partitions, Transfers);
        await ReadToTheEndAsync(after, cancellationToken);
        nemesis.Note("read again");
        var log = new RawLog();
        using (var raw = await RawClient.ConnectAsync(broker.Direct))
        {
            foreach (var topic in OutputTopic.All.Append(OutputTopic.Inputs))
            {
                await log.ReadAsync(raw, topic, Partitions);
            }
        }

        nemesis.Note(
            $"{log.Outcomes.Count} transactions, {log.Aborted} of them aborted with records in the log; "
            + $"{nemesis.Zombies} zombies, {nemesis.Lost} times partitions lost, {nemesis.Fenced} times fenced, "
            + $"{nemesis.Again} times done again; {broker.Proxy.Cuts} connections cut");
        Assert.True(log.Aborted > 0, "no transaction was aborted: the faults struck nothing");
        Assert.True(nemesis.Lost + nemesis.Fenced > 0, "no worker that stood still has lost its partitions");
        var found = new Judgement(log, along, after, Transfers, Partitions).Find();
        nemesis.Note($"judged: {found.Count} findings");
        return found;
    }

    /// <summary>
    /// The run itself: returns when all is out, the workers have ended, and the reader is at the end.
    /// </summary>
    private static async Task WorkAsync(
        FaultPlan plan,
        FaultyBroker broker,
        Nemesis nemesis,
        Weather weather,
        OutputReader along,
        CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reader = along.RunAsync(reading.Token);
        nemesis.StartWorkers();
        var work = Task.WhenAll(
            StopsAllAsync(new InputFeed(broker, Transfers).RunAsync(
                count => Wait.UntilAsync(
                    () => count <= Transfers * plan.InputAfter(nemesis.Done), working.Token),
                working.Token)),
            StopsAllAsync(nemesis.RunAsync(share => ComesOutAsync((long)(share * along.Total)), working.Token)),
            StopsAllAsync(ComesOutAsync(along.Total)));
        await await Task.WhenAny(work, reader);
        nemesis.Note("everything is out");
        weather.BeStill();
        await nemesis.StopWorkersAsync();
        await along.ComesToTheEndAsync(cancellationToken);
        await reading.CancelAsync();
        await reader;

        Task ComesOutAsync(long count)
        {
            var (seen, at) = (0L, Stopwatch.StartNew());
            return Wait.UntilAsync(
                () =>
                {
                    nemesis.Check();
                    if (along.Distinct > seen || nemesis.IsStriking)
                    {
                        (seen, at) = (along.Distinct, Stopwatch.StartNew());
                    }

                    return along.Distinct >= count || (at.Elapsed > Stillness
                        ? throw new TimeoutException($"Nothing came out for {Stillness}, after {seen} outputs.")
                        : false);
                },
                working.Token);
        }

        async Task StopsAllAsync(Task part)
        {
            try
            {
                await part;
            }
            catch
            {
                await working.CancelAsync();
                throw;
            }
        }
    }

    private static async Task ReadToTheEndAsync(OutputReader reader, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = reader.RunAsync(reading.Token);
        await reader.ComesToTheEndAsync(cancellationToken);
        await reading.CancelAsync();
        await running;
    }

    private static long? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
