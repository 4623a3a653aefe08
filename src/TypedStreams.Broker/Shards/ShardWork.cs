namespace TypedStreams.Broker.Shards;

/// <summary>One message to a shard. It runs on the shard, after everything that was posted before it.</summary>
internal abstract class ShardWork
{
    /// <summary>Runs on the shard. Must not wait. An exception that escapes stops the node.</summary>
    internal abstract void Run();
}

/// <summary>A message made of a delegate; for what is rare enough that an allocation does not matter.</summary>
internal sealed class ShardAction(Action action) : ShardWork
{
    internal override void Run() => action();
}
