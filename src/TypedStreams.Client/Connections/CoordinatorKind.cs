namespace TypedStreams.Client.Connections;

/// <summary>What a coordinator is asked for; the number is FindCoordinator's key type.</summary>
internal enum CoordinatorKind : sbyte
{
    /// <summary>A consumer group.</summary>
    Group = 0,

    /// <summary>A transactional id.</summary>
    Transaction = 1,
}
