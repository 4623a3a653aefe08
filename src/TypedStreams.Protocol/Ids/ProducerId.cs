namespace TypedStreams.Protocol;

/// <summary>Number of an idempotent producer, handed out by InitProducerId; 0 or more, -1 means none.</summary>
public readonly record struct ProducerId(long Value)
{
    /// <summary>No idempotence: -1 on the wire.</summary>
    public static readonly ProducerId None = new(-1);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
