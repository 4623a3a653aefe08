namespace TypedStreams.Protocol;

/// <summary>Number of a node of the cluster, unique and stable; 0 or more, -1 means none.</summary>
public readonly record struct BrokerId(int Value)
{
    /// <summary>No broker: -1 on the wire.</summary>
    public static readonly BrokerId None = new(-1);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
