namespace TypedStreams.Client.Tests;

/// <summary>Transactions before KIP-890: partitions and groups are added by requests of their own.</summary>
public sealed class OlderKafkaTransactionTests(OlderTransactionCluster cluster)
    : TransactionTests(cluster), IClassFixture<OlderTransactionCluster>
{
    [KafkaFact]
    public Task Only_records_of_committed_transactions_are_seen_and_the_lag_ends_at_the_last_stable_offset() =>
        OnlyCommittedIsSeenAsync();

    [KafkaFact]
    public Task Offsets_of_a_transaction_count_when_it_commits_and_never_when_it_aborts() =>
        OffsetsShareTheTransactionsFateAsync();

    [KafkaFact]
    public Task Producer_whose_transactional_id_was_taken_over_is_fenced() =>
        NewerInstanceFencesTheOlderAsync();

    [KafkaFact]
    public Task Zombie_of_an_older_generation_cannot_commit_offsets_and_can_go_on_after_an_abort() =>
        ZombieOfAnOlderGenerationCannotCommitAsync();

    [KafkaFact]
    public Task Transaction_that_was_open_too_long_may_look_fenced_and_the_message_says_so() =>
        TooSlowTransactionMayLookFencedAsync();

    [KafkaFact]
    public Task Calls_out_of_order_are_refused() =>
        CallsOutOfOrderAreRefusedAsync();

    [KafkaFact]
    public Task Transactional_copy_is_exact_while_connections_are_cut() =>
        CopyWithCutConnectionsIsExactAsync();
}
