using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Tests;

public sealed class KafkaClusterTests(KafkaCluster cluster) : ClientTests(cluster), IClassFixture<KafkaCluster>
{
    [KafkaTheory]
    [MemberData(nameof(Codecs))]
    public Task Records_of_every_codec_come_back_as_they_were_sent(CompressionType codec) => RoundTripAsync(codec);

    [KafkaFact]
    public Task Keys_keep_their_partition_and_order_under_many_senders() => KeysKeepTheirOrderAsync();

    [KafkaFact]
    public Task Commits_survive_a_restart_of_the_consumer() => CommitsSurviveAsync();

    [KafkaFact]
    public Task Group_of_two_shares_partitions_and_gives_them_back_on_leave() => GroupsShareAsync();

    [KafkaFact]
    public Task Seek_and_pause_take_effect_at_once() => SeekPauseResumeAsync();

    [KafkaFact]
    public Task Offset_outside_the_log_follows_the_reset_policy() => OffsetsOutsideTheLogAsync();

    [KafkaFact]
    public Task Large_record_travels_alone_and_one_above_the_limit_is_refused() => LargeRecordsAsync();

    [KafkaFact]
    public Task Batch_above_the_topics_limit_is_split_and_keeps_its_order() => SplitAsync();

    [KafkaFact]
    public Task Buffers_stay_within_their_limits_on_both_sides() => BackpressureAsync();

    [KafkaFact]
    public Task Admin_calls_round_trip() => AdminAsync();
}
