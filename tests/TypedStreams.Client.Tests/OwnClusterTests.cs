using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Tests;

public sealed class OwnClusterTests(OwnCluster cluster) : ClientTests(cluster), IClassFixture<OwnCluster>
{
    [Theory]
    [MemberData(nameof(Codecs))]
    public Task Records_of_every_codec_come_back_as_they_were_sent(CompressionType codec) => RoundTripAsync(codec);

    [Fact]
    public Task Keys_keep_their_partition_and_order_under_many_senders() => KeysKeepTheirOrderAsync();

    [Fact]
    public Task Commits_survive_a_restart_of_the_consumer() => CommitsSurviveAsync();

    [Fact]
    public Task Group_of_two_shares_partitions_and_gives_them_back_on_leave() => GroupsShareAsync();

    [Fact]
    public Task Seek_and_pause_take_effect_at_once() => SeekPauseResumeAsync();

    [Fact]
    public Task Offset_outside_the_log_follows_the_reset_policy() => OffsetsOutsideTheLogAsync();

    [Fact]
    public Task Large_record_travels_alone_and_one_above_the_limit_is_refused() => LargeRecordsAsync();

    [Fact]
    public Task Batch_above_the_topics_limit_is_split_and_keeps_its_order() => SplitAsync();

    [Fact]
    public Task Buffers_stay_within_their_limits_on_both_sides() => BackpressureAsync();

    [Fact]
    public Task Admin_calls_round_trip() => AdminAsync();
}
