using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Exactly once on our broker.</summary>
[Collection(ServersCollection.Name)]
public sealed class OwnPipelineTests(TestServers servers) : PipelineTests(servers)
{
    [Fact]
    public Task Every_input_comes_out_once_in_the_order_of_its_key_and_offsets_move_along() =>
        EveryInputOnceAsync();

    [Fact]
    public Task Transaction_that_the_coordinator_aborted_is_done_again_and_comes_out_once() =>
        AbortedIsDoneAgainAsync();

    [Fact]
    public Task Failing_handler_stops_the_host_after_what_came_before_has_committed() =>
        FailingHandlerStopsAsync();

    [Fact]
    public Task Part_of_what_a_failing_handler_returned_is_never_seen() =>
        PartOfAFailureIsNotSeenAsync();

    [Fact]
    public Task Host_that_stops_commits_what_was_handled_without_waiting_for_the_interval() =>
        StopCommitsAsync();

    [Fact]
    public Task Members_that_come_and_go_neither_lose_nor_repeat_a_message() =>
        MembersComeAndGoAsync();

    [Fact]
    public Task Bounds_of_a_transaction_are_kept() =>
        BoundsAreKeptAsync();
}
