namespace TypedStreams.Broker.Core.Shares;

/// <summary>What has become of records in a share partition, with Kafka's codes of the state topic.</summary>
internal enum ShareState : sbyte
{
    /// <summary>May be acquired.</summary>
    Available = 0,

    /// <summary>A member holds it for a time; never written down.</summary>
    Acquired = 1,

    /// <summary>Done.</summary>
    Acknowledged = 2,

    /// <summary>Given up: rejected, delivered too often, or no record for consumers at all.</summary>
    Archived = 4,
}

/// <summary>The lock of one acquisition: who holds it, by which fetch, and the timer that ends it.</summary>
internal sealed class ShareLock(string memberId, object? fetch = null)
{
    internal string MemberId { get; } = memberId;

    /// <summary>The fetch that acquired; null once the member has shown that it knows.</summary>
    internal object? Fetch { get; } = fetch;

    internal ShareTimer? Timer { get; set; }
}

/// <summary>Neighbouring records in the same state.</summary>
internal sealed class ShareRange(long first, long last)
{
    internal long First { get; set; } = first;

    internal long Last { get; set; } = last;

    internal ShareState State { get; set; }

    /// <summary>How often they were delivered, a delivery under way included.</summary>
    internal short DeliveryCount { get; set; }

    /// <summary>Set while a member holds them.</summary>
    internal ShareLock? Lock { get; set; }

    /// <summary>Set while the outcome is on its way into the log.</summary>
    internal object? Write { get; set; }

    internal bool IsFinished => State is ShareState.Acknowledged or ShareState.Archived;

    internal bool IsFree => State == ShareState.Available;

    internal bool IsLike(ShareRange other) =>
        State == other.State && DeliveryCount == other.DeliveryCount && Lock == other.Lock && Write == other.Write;

    /// <summary>The part from <paramref name="offset"/> on; this keeps what is before.</summary>
    internal ShareRange SplitAt(long offset)
    {
        var rest = new ShareRange(offset, Last)
        {
            State = State,
            DeliveryCount = DeliveryCount,
            Lock = Lock,
            Write = Write,
        };
        Last = offset - 1;
        return rest;
    }
}
