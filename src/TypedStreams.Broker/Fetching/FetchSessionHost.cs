// Runs the core of fetch sessions on a shard, so that it needs no lock; requests without a session do not pass here.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Fetching;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Fetching;

internal sealed class FetchSessionHost(Shard shard, int slots)
{
    private readonly FetchSessions _core = new(slots);

    /// <summary>Finds out what is to be read for a request. Any thread.</summary>
    internal Task<FetchPlan> BeginAsync(FetchRequest request, bool usesTopicIds) =>
        shard.AskAsync(() => _core.Begin(request, usesTopicIds, Now));

    /// <summary>Makes the answer of the session out of what was read. Any thread.</summary>
    internal Task FinishAsync(FetchPlan plan, FetchResponse response) =>
        shard.AskAsync(() => _core.Finish(plan, response, Random.Shared.Next(1, int.MaxValue), Now));

    private CoreTime Now => new(shard.NowMs, shard.WallClockMs);
}
