using TypedStreams.Broker.Core.Timing;

namespace TypedStreams.Broker.Shards;

/// <summary>A deadline on a shard's wheel that knows what to do when it is due.</summary>
internal abstract class ShardTimer : WheelTimer
{
    /// <summary>The deadline has passed. Runs on the shard; must not wait.</summary>
    internal abstract void Fire();
}
