namespace TypedStreams.Consuming;

/// <summary>What others may know of a consumer group that runs.</summary>
internal interface IGroupState
{
    /// <summary>The group's name, as the cluster knows it.</summary>
    string Group { get; }

    /// <summary>Why it stopped handling, all of it or a partition; null while it handles.</summary>
    ConsumerGroupFailedException? Failure { get; }
}
