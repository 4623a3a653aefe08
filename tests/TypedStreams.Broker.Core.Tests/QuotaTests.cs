using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.AlterClientQuotasRequest;

namespace TypedStreams.Broker.Core.Tests;

public sealed class QuotaTests
{
    private static readonly QuotaWindow Window = new(Samples: 11, SampleMs: 1_000);
    private static readonly QuotaLimit Thousand = new(new QuotaBucket(QuotaKinds.ProducerBytes, "u", "c"), 1_000);

    private ClusterImage _image = ClusterImage.Empty;

    [Theory]
    [InlineData("u/c u/* u */c */* * -/c -/*", 1.0)]
    [InlineData("u/* u */c */* * -/c -/*", 1.0)]
    [InlineData("u */c */* * -/c -/*", 1.0)]
    [InlineData("*/c */* * -/c -/*", 1.0)]
    [InlineData("*/* * -/c -/*", 1.0)]
    [InlineData("* -/c -/*", 1.0)]
    [InlineData("-/c -/*", 1.0)]
    [InlineData("-/*", 1.0)]
    [InlineData("other/c u/other -/other", null)]
    public void Quota_of_the_closest_entity_holds(string entities, double? expected)
    {
        QuotaTable table = QuotaTable.Empty;
        double bound = 1;
        foreach (string entity in entities.Split(' '))
        {
            string[] parts = entity.Split('/');
            string? user = parts[0] == "-" ? null : parts[0].Replace("*", "");
            string? client = parts.Length == 1 ? null : parts[1].Replace("*", "");
            table = table.With(new QuotaEntity(user, client, null), QuotaKinds.ProducerBytes, bound++);
        }

        Assert.Equal(expected, table.LimitOf(QuotaKinds.ProducerBytes, "u", "c")?.Bound);
        Assert.Null(table.LimitOf(QuotaKinds.ConsumerBytes, "u", "c"));
    }

    [Fact]
    public void Clients_share_the_quota_of_their_user_and_have_one_each_by_the_default_client_id()
    {
        QuotaTable ofUser = QuotaTable.Empty.With(new("u", null, null), QuotaKinds.ProducerBytes, 1);
        QuotaTable ofClients = QuotaTable.Empty.With(new(null, "", null), QuotaKinds.ProducerBytes, 1);
        static QuotaBucket? Bucket(QuotaTable table, string client) =>
            table.LimitOf(QuotaKinds.ProducerBytes, "u", client)?.Bucket;

        Assert.Equal(Bucket(ofUser, "a"), Bucket(ofUser, "b"));
        Assert.NotEqual(Bucket(ofClients, "a"), Bucket(ofClients, "b"));
    }

    [Fact]
    public void Burst_of_a_window_is_free_and_the_excess_is_waited_for()
    {
        var buckets = new QuotaBuckets(Window);

        Assert.Equal(0, buckets.Charge(Thousand, 10_000, nowMs: 5));
        Assert.Equal(3_000, buckets.Charge(Thousand, 3_000, nowMs: 5));
        Assert.Equal(2_000, buckets.Charge(Thousand, 0, nowMs: 1_004 + 10_000) - 1);
        Assert.Equal(0, buckets.Charge(Thousand, 0, nowMs: 6 + 11_000));
    }

    [Fact]
    public void What_is_too_much_is_refused_and_not_counted_unless_nothing_was_used_before()
    {
        var buckets = new QuotaBuckets(Window);

        Assert.Equal(10_000, buckets.ChargeWithin(Thousand, 20_000, nowMs: 0, out bool isRefused));
        Assert.False(isRefused);
        Assert.Equal(5_000, buckets.ChargeWithin(Thousand, 5_000 - 1_000, nowMs: 9_000, out isRefused) - 9_000);
        Assert.True(isRefused);
        Assert.Equal(0, buckets.ChargeWithin(Thousand, 5_000, nowMs: 11_000, out isRefused));
        Assert.False(isRefused);
    }

    [Fact]
    public void Buckets_of_names_that_fell_silent_are_forgotten()
    {
        var buckets = new QuotaBuckets(Window);
        for (int i = 0; i < 10_000; i++)
        {
            buckets.Charge(Thousand with { Bucket = new QuotaBucket("q", "u", $"client {i}") }, 1, nowMs: i * 100);
        }

        Assert.InRange(buckets.Count, 1, 512);
    }

    [Fact]
    public void Rate_of_a_client_that_waits_as_told_converges_to_its_quota()
    {
        Gen<(int Amount, int Gap)[]> requests = Gen.Choose(1, 6_000)
            .SelectMany(amount => Gen.Choose(0, 700), (amount, gap) => (amount, gap))
            .ArrayOf(400);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(requests.ToArbitrary(), story =>
            {
                var buckets = new QuotaBuckets(Window);
                long nowMs = 0;
                double sent = 0;
                bool wasThrottled = false;
                foreach ((int amount, int gap) in story)
                {
                    nowMs += gap;
                    sent += amount;
                    int pauseMs = buckets.Charge(Thousand, amount, nowMs);
                    wasThrottled |= pauseMs > 0;
                    nowMs += pauseMs;

                    // Never more than the quota of the time so far and of one window before it. The window's error: its
                    // rate is taken over 10 s at least, of which two samples may have been forgotten already.
                    double windows = (nowMs * 1.2) + Window.WholeMs;
                    Assert.True(sent <= (windows * Thousand.Bound / 1_000) + 1, $"{sent} in {nowMs}");
                }

                // And not much less, for a client that always has more: what it may not send is only its own gaps.
                double asked = story.Sum(one => (double)one.Amount);
                long gaps = story.Sum(one => one.Gap);
                Assert.True(
                    !wasThrottled || nowMs <= (asked / Thousand.Bound * 1_000) + gaps + Window.WholeMs,
                    $"{asked} took {nowMs}");
            }));
    }

    [Fact]
    public void Strict_changes_are_refused_while_in_debt_and_others_are_served_and_wait()
    {
        var buckets = new MutationBuckets(Window);
        var limit = new QuotaLimit(new QuotaBucket(QuotaKinds.ControllerMutations, "u", null), 1);

        Assert.True(buckets.Of(limit, isStrict: true, nowMs: 0).TryPay(14));
        MutationQuota refused = buckets.Of(limit, isStrict: true, nowMs: 0);
        Assert.False(refused.TryPay(1));
        Assert.Equal(3_000, refused.ThrottleMs);
        MutationQuota served = buckets.Of(limit, isStrict: false, nowMs: 1_000);
        Assert.True(served.TryPay(1));
        Assert.Equal(3_000, served.ThrottleMs);
        Assert.True(buckets.Of(limit, isStrict: true, nowMs: 4_000).TryPay(1));
    }

    [Theory]
    [InlineData("", QuotaKinds.ProducerBytes, 1.0, "empty client quota entity")]
    [InlineData("planet=x", QuotaKinds.ProducerBytes, 1.0, "planet")]
    [InlineData("user=a,ip=1.2.3.4", QuotaKinds.ProducerBytes, 1.0, "combination")]
    [InlineData("user=", QuotaKinds.ProducerBytes, 1.0, "Empty user")]
    [InlineData("ip=not a host", QuotaKinds.Connections, 1.0, "resolvable")]
    [InlineData("ip=1.2.3.4", QuotaKinds.Connections, 1.5, "whole")]
    [InlineData("ip=1.2.3.4", QuotaKinds.ProducerBytes, 1.0, "Invalid configuration key")]
    [InlineData("user=a", QuotaKinds.Connections, 1.0, "Invalid configuration key")]
    [InlineData("user=a", "nope", 1.0, "Invalid configuration key")]
    [InlineData("user=a", QuotaKinds.ProducerBytes, 0.0, "greater than 0")]
    [InlineData("user=a", QuotaKinds.ProducerBytes, double.NaN, "finite")]
    [InlineData("user=a", QuotaKinds.ProducerBytes, 1e30, "too large")]
    [InlineData("user=a", QuotaKinds.RequestPercentage, 0.5, null)]
    [InlineData("user=a,client-id=*", QuotaKinds.ProducerBytes, 9.223372036854776E18, null)]
    public void Quota_is_taken_or_refused_as_kafka_does(string entity, string quota, double value, string? complaint)
    {
        AlterClientQuotasResponse answer = Alter(entity, quota, value);

        Assert.Equal(complaint is null ? ErrorCode.None : ErrorCode.InvalidRequest, answer.Entries[0].ErrorCode);
        Assert.Contains(complaint ?? "", answer.Entries[0].ErrorMessage ?? "");
        Assert.Equal(complaint is null, _image.Quotas.LimitsClients || _image.Quotas.LimitsIps);
    }

    [Fact]
    public void Entity_that_is_named_twice_is_left_alone_and_the_others_are_changed()
    {
        var request = new AlterClientQuotasRequest
        {
            Entries = [Entry("user=a", 1, false), Entry("user=a", 2, false), Entry("user=b", 3, false)],
        };
        Replay(ClusterController.AlterClientQuotas(_image, request, IsHost));

        Assert.Equal(["b"], _image.Quotas.Entries.Keys.Select(entity => entity.User));
        request.ValidateOnly = true;
        Assert.Empty(ClusterController.AlterClientQuotas(ClusterImage.Empty, request, IsHost).Records);
    }

    [Fact]
    public void Removed_quotas_leave_nothing_behind()
    {
        Alter("user=a", QuotaKinds.ProducerBytes, 5);
        Replay(ClusterController.AlterClientQuotas(
            _image, new AlterClientQuotasRequest { Entries = [Entry("user=a", 0, true)] }, IsHost));

        Assert.Empty(_image.Quotas.Entries);
        Assert.Empty(ClusterController.AlterClientQuotas(
            _image, new AlterClientQuotasRequest { Entries = [Entry("user=a", 0, true)] }, IsHost).Records);
    }

    private static bool IsHost(string name) => name.All(letter => char.IsDigit(letter) || letter == '.');

    private static EntryData Entry(
        string entity, double value, bool remove, string quota = QuotaKinds.ProducerBytes) => new()
        {
            Entity =
            [
                .. entity.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).Select(
                    part => new EntityData { EntityType = part[0], EntityName = part[1] == "*" ? null : part[1] }),
            ],
            Ops = [new OpData { Key = quota, Value = value, Remove = remove }],
        };

    private AlterClientQuotasResponse Alter(string entity, string quota, double value) =>
        Replay(ClusterController.AlterClientQuotas(
            _image,
            new AlterClientQuotasRequest { Entries = [Entry(entity, value, remove: false, quota)] },
            IsHost));

    // Through the bytes of the records, as a restart does.
    private AlterClientQuotasResponse Replay(ControllerResult<AlterClientQuotasResponse> result)
    {
        foreach (object record in result.Records)
        {
            _image = _image.Apply(MetadataRecords.Decode(MetadataRecords.Encode(record))!, _image.EndOffset);
        }

        return result.Response;
    }
}
