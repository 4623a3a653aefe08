namespace TypedStreams.Broker.Core.Groups.Consumer;

/// <summary>How far a member of a consumer group is on its way to the target assignment, with Kafka's codes.</summary>
internal enum ConsumerMemberState : sbyte
{
    /// <summary>It has what its epoch gives it.</summary>
    Stable = 0,

    /// <summary>It must give partitions up before its epoch can advance.</summary>
    UnrevokedPartitions = 1,

    /// <summary>It waits for partitions that others have not given up yet.</summary>
    UnreleasedPartitions = 2,
}

/// <summary>One member of a consumer group (KIP-848): what it asked for, what it owns, its epochs.</summary>
internal sealed class ConsumerMember(string memberId)
{
    /// <summary>The epoch with which a member joins.</summary>
    internal const int JoinEpoch = 0;

    /// <summary>The epoch with which a member leaves.</summary>
    internal const int LeaveEpoch = -1;

    /// <summary>The epoch with which a static member leaves for a while, and which it has until it is back.</summary>
    internal const int AwayEpoch = -2;

    internal string MemberId { get; } = memberId;

    internal string? InstanceId { get; set; }

    internal string? RackId { get; set; }

    internal string ClientId { get; set; } = "";

    internal string ClientHost { get; set; } = "";

    /// <summary>The topics it subscribes to by name, in order.</summary>
    internal List<string> TopicNames { get; set; } = [];

    /// <summary>The expression it subscribes to, or null.</summary>
    internal string? TopicPattern { get; set; }

    internal int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>The assignor it asked for, or null when any will do.</summary>
    internal string? Assignor { get; set; }

    /// <summary>Set while it speaks the classic protocol; null of a member of KIP-848.</summary>
    internal ClassicTraits? Classic { get; set; }

    internal int Epoch { get; set; }

    internal int PreviousEpoch { get; set; }

    internal ConsumerMemberState State { get; set; }

    /// <summary>What it owns, with the epoch at which it got each partition.</summary>
    internal Dictionary<TopicPartitionId, int> Assigned { get; set; } = [];

    /// <summary>What it must give up and may still hold.</summary>
    internal Dictionary<TopicPartitionId, int> Revoking { get; set; } = [];

    /// <summary>
    /// Whether it may still begin to read what it must give up, because it was told to have it and has not heard of the
    /// change. True until shown, also after a restart of the coordinator.
    /// </summary>
    internal bool MayTakeUpRevoked { get; set; } = true;

    internal int HeartbeatsSinceRevocation { get; set; }

    /// <summary>Whether it said what it has since the coordinator started.</summary>
    internal bool HasReported { get; set; }

    /// <summary>What it has as far as is known; null when it was not heard since the coordinator started.</summary>
    internal IReadOnlySet<TopicPartitionId>? Reported { get; set; }

    internal GroupTimer? SessionTimer { get; set; }

    internal GroupTimer? RebalanceTimer { get; set; }

    /// <summary>Moves to an epoch and remembers the one before, which the member has if the answer gets lost.</summary>
    internal void AdvanceTo(int epoch)
    {
        if (epoch != Epoch)
        {
            PreviousEpoch = Epoch;
            Epoch = epoch;
        }
    }
}
