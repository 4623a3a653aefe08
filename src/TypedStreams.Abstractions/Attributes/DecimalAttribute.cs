namespace TypedStreams;

/// <summary>
/// Precision and scale of a decimal member. Writing a value that needs more digits or more decimals throws; nothing is
/// rounded silently.
/// </summary>
/// <param name="precision">Digits in all, 1 to 28 (28 is what every decimal can hold).</param>
/// <param name="scale">Digits after the point, 0 to <paramref name="precision"/>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DecimalAttribute(int precision, int scale) : Attribute
{
    /// <summary>Digits in all.</summary>
    public int Precision { get; } = precision;

    /// <summary>Digits after the point.</summary>
    public int Scale { get; } = scale;
}
