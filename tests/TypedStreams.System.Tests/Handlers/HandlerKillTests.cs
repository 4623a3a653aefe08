// The acceptance test of handlers: a million jobs of ten thousand keys on twelve partitions, 64 of each partition at
// once, some failing by their fate, while members of the group are killed with SIGKILL, stopped, added and replaced.
// The same in batches, of enough jobs that they are not all done between two looks. TYPEDSTREAMS_SEED repeats the fates
// and the plan; what happens between is the machine's.
using System.Globalization;
using TypedStreams.Client;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.System.KeyWorker;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests.Handlers;

public sealed class HandlerKillTests(ITestOutputHelper output)
{
    private const int Keys = 10_000;
    private const int ManyJobs = 1_000_000;
    private const int BatchedJobs = 800_000;
    private const int Changes = 6;
    private const int Partitions = 12;
    private const int SchemaBytes = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private string _stage = "work";
    private int _jobs = ManyJobs;

    [Fact]
    public Task Killed_workers_of_batches_lose_nothing_keep_order_and_put_exactly_the_culprits_aside()
    {
        (_stage, _jobs) = ("batch", BatchedJobs);
        return Killed_workers_lose_nothing_keep_each_keys_order_and_leave_exactly_the_dead_letters_expected();
    }

    [Fact]
    public async Task Killed_workers_lose_nothing_keep_each_keys_order_and_leave_exactly_the_dead_letters_expected()
    {
        var chosen = Environment.GetEnvironmentVariable("TYPEDSTREAMS_SEED");
        var seed = chosen is null ? Random.Shared.Next() : int.Parse(chosen, CultureInfo.InvariantCulture);
        output.WriteLine($"TYPEDSTREAMS_SEED={seed}");
        using var data = new DataDirectory();
        using var logs = new DataDirectory();
        using var patience = new CancellationTokenSource(Limit);
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));
        await using var client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = server.Bootstrap }, patience.Token);
        await WorkerProcess.SendAsync(server, seed, Keys, _jobs);

        var commits = new CommitWatch(client, "workers", "jobs");
        var files = await WorkAsync(server, commits, logs.Path, seed, patience.Token);
        List<Handling> handled = [.. files.SelectMany(Handling.Read).OrderBy(handling => handling.Time)];
        var dead = await ReadDeadAsync(client, patience.Token);
        output.WriteLine($"{handled.Count:N0} handlings of {_jobs:N0} jobs, {dead.Count:N0} dead letters");

        AssertEachOnceAtLeast(seed, handled, dead);
        AssertOrder(seed, handled);
        AssertNothingBeforeACommit(seed, handled, commits);
        Assert.True(handled.Count > handled.Distinct(SameJob.Instance).Count(), "No kill made anything come again.");
    }

    /// <summary>Runs members, changes them as the seed says, until everything is committed; their logs.</summary>
    private async Task<List<string>> WorkAsync(
        ServerProcess server, CommitWatch commits, string folder, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        long[] changeAt = [.. Enumerable.Range(0, Changes).Select(_ => random.NextInt64(1, _jobs * 6L / 10)).Order()];
        var files = new List<string>();
        var members = new List<WorkerProcess>();
        try
        {
            members.AddRange([Start(), Start(), Start()]);
            for (var change = 0; change < Changes; change++)
            {
                var reached = await ReachedAsync(commits, changeAt[change], cancellationToken);
                var member = members[random.Next(members.Count)];
                output.WriteLine($"{(change % 2 == 0 ? "killed" : "stopped")} one at {reached:N0}");
                await (change % 2 == 0 ? KillAtWorkAsync(member, commits, cancellationToken) : member.StopAsync());
                members.Remove(member);
                member.Dispose();

                // Now one less, now one more: ranges move in all directions.
                members.AddRange(change % 3 == 1 ? [Start(), Start()] : change % 3 == 2 ? [] : [Start()]);
            }

            await ReachedAsync(commits, _jobs, cancellationToken);
            await RetriesEndedAsync(server, cancellationToken);
            await Task.WhenAll(members.Select(member => member.StopAsync()));
            return files;
        }
        finally
        {
            members.ForEach(member => member.Dispose());
        }

        WorkerProcess Start()
        {
            files.Add(Path.Combine(folder, $"worker-{files.Count}"));
            return WorkerProcess.Start(server, _stage, seed, files[^1]);
        }
    }

    /// <summary>Kills it when it has just handled something, so that its death undoes work.</summary>
    private async Task KillAtWorkAsync(WorkerProcess member, CommitWatch commits, CancellationToken cancellationToken)
    {
        var before = member.Handled;
        while (member.Handled == before && await commits.LookAsync(cancellationToken) < _jobs)
        {
        }

        await member.KillAsync();
    }

    private static async Task<long> ReachedAsync(CommitWatch commits, long count, CancellationToken cancellationToken)
    {
        long committed;
        do
        {
            committed = await commits.LookAsync(cancellationToken);
        }
        while (committed < count);
        return committed;
    }

    /// <summary>Waits until the group has come to the end of its retry topic.</summary>
    private static async Task RetriesEndedAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        await using var client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = server.Bootstrap }, cancellationToken);
        TopicPartition[] partitions =
            [.. Enumerable.Range(0, Partitions).Select(index => new TopicPartition("jobs.workers.retry.1", index))];
        long left;
        do
        {
            var committed = await client.Admin.ListGroupOffsetsAsync("workers", cancellationToken);
            var ends = await client.Admin.ListOffsetsAsync(
                partitions, TopicPartitionOffset.End, ct: cancellationToken);
            left = ends.Sum(end => end.Value.Offset)
                - partitions.Sum(partition => committed.TryGetValue(partition, out var to) ? to.Offset : 0);
        }
        while (left > 0);
    }

    /// <summary>Jobs in the dead letters, as often as they are there.</summary>
    private static async Task<List<(int Key, int Number)>> ReadDeadAsync(
        KafkaClient client, CancellationToken cancellationToken)
    {
        TopicPartition[] partitions =
            [.. Enumerable.Range(0, Partitions).Select(index => new TopicPartition("jobs.workers.dead", index))];
        var ends = await client.Admin.ListOffsetsAsync(partitions, TopicPartitionOffset.End, ct: cancellationToken);
        await using var consumer = client.CreateConsumer(new KafkaConsumerOptions());
        consumer.Assign([.. partitions.Select(partition => new TopicPartitionOffset(
            partition.Topic, partition.Partition, TopicPartitionOffset.Beginning))]);
        var dead = new List<(int, int)>();
        var left = ends.Sum(end => end.Value.Offset);
        while (left > 0)
        {
            using var batch = await consumer.ReceiveAsync(cancellationToken);
            foreach (var record in batch!)
            {
                left--;
                dead.Add(Parse(record.Value!.Value.Span[SchemaBytes..]));
            }
        }

        return dead;
    }

    // Avro of two ints: a zig-zag varint each.
    private static (int Key, int Number) Parse(ReadOnlySpan<byte> job)
    {
        var at = 0;
        Assert.True(Varint.TryRead(job, ref at, out int key));
        Assert.True(Varint.TryRead(job, ref at, out int number));
        Assert.Equal(job.Length, at);
        return (key, number);
    }

    private void AssertEachOnceAtLeast(int seed, List<Handling> handled, List<(int Key, int Number)> dead)
    {
        var expectedDead = AllJobs().Where(job => Fates.Of(seed, job.Key, job.Number) == Fate.Dead).ToHashSet();
        Assert.NotEmpty(expectedDead);
        Assert.Equal(expectedDead.Order(), dead.Distinct().Order());

        var done = handled.Select(handling => (handling.Key, handling.Number)).ToHashSet();
        Assert.Empty(AllJobs().Where(job => !done.Contains(job) && !expectedDead.Contains(job)).Take(10));
        Assert.Empty(done.Where(expectedDead.Contains).Take(10));
    }

    /// <summary>
    /// The first handlings of a key come in the order of its numbers; late ones have left that order.
    /// </summary>
    private static void AssertOrder(int seed, List<Handling> handled)
    {
        var next = new int[Keys];
        foreach (var handling in handled)
        {
            if (Fates.Of(seed, handling.Key, handling.Number) == Fate.Late || handling.Number < next[handling.Key])
            {
                continue;
            }

            ref var expected = ref next[handling.Key];
            while (expected < handling.Number
                && Fates.Of(seed, handling.Key, expected) is Fate.Late or Fate.Dead)
            {
                expected++;
            }

            Assert.True(
                handling.Number == expected,
                $"Key {handling.Key}: number {handling.Number} was handled before number {expected}.");
            expected++;
        }
    }

    /// <summary>What was known to be committed was never handled again.</summary>
    private static void AssertNothingBeforeACommit(int seed, List<Handling> handled, CommitWatch commits)
    {
        Assert.Empty(commits.Backward());
        Assert.Empty(handled
            .Where(handling => Fates.Of(seed, handling.Key, handling.Number) != Fate.Late
                && handling.Offset < commits.CommittedAt(handling.Partition, handling.Time))
            .Select(handling => $"{handling}: {commits.CommittedAt(handling.Partition, handling.Time)} was committed")
            .Take(10));
    }

    private IEnumerable<(int Key, int Number)> AllJobs() =>
        Enumerable.Range(0, _jobs).Select(job => (job % Keys, job / Keys));

    private sealed class SameJob : IEqualityComparer<Handling>
    {
        internal static readonly SameJob Instance = new();

        public bool Equals(Handling one, Handling other) => (one.Key, one.Number) == (other.Key, other.Number);

        public int GetHashCode(Handling handling) => HashCode.Combine(handling.Key, handling.Number);
    }
}
