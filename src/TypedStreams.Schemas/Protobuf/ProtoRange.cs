namespace TypedStreams.Schemas.Protobuf;

/// <summary>A range of numbers, both ends included.</summary>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
/// <param name="IsOpen">True when it was written with "max".</param>
public sealed record ProtoRange(int First, int Last, bool IsOpen = false)
{
    /// <summary>The largest field number, 2^29-1.</summary>
    public const int MaxField = 536_870_911;

    /// <summary>True when the number lies in the range.</summary>
    public bool Holds(int number) => number >= First && number <= Last;
}
