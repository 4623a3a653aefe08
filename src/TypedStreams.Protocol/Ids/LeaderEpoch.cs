namespace TypedStreams.Protocol;

/// <summary>
/// Counts the leaders of one partition; each election raises it by one. 0 or more, -1 means unknown (KIP-101).
/// </summary>
public readonly record struct LeaderEpoch(int Value) : IComparable<LeaderEpoch>
{
    /// <summary>Unknown or not asked for: -1 on the wire.</summary>
    public static readonly LeaderEpoch None = new(-1);

    /// <inheritdoc/>
    public int CompareTo(LeaderEpoch other) => Value.CompareTo(other.Value);

    /// <summary>True when <paramref name="left"/> is the older epoch.</summary>
    public static bool operator <(LeaderEpoch left, LeaderEpoch right) => left.Value < right.Value;

    /// <summary>True when <paramref name="left"/> is the newer epoch.</summary>
    public static bool operator >(LeaderEpoch left, LeaderEpoch right) => left.Value > right.Value;

    /// <summary>True when <paramref name="left"/> is not newer.</summary>
    public static bool operator <=(LeaderEpoch left, LeaderEpoch right) => left.Value <= right.Value;

    /// <summary>True when <paramref name="left"/> is not older.</summary>
    public static bool operator >=(LeaderEpoch left, LeaderEpoch right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
