// Decimals of the text formats: a value is given exactly the decimals that [Decimal] says, and is never rounded.

namespace TypedStreams.Codecs;

internal static class DecimalText
{
    /// <summary>10^0 to 10^28.</summary>
    private static readonly decimal[] PowersOfTen = BuildPowers();

    /// <summary>Zeros with 0 to 28 decimals: added to a number they give it at least as many.</summary>
    private static readonly decimal[] Zeros = BuildZeros();

    /// <summary>The same number with exactly <paramref name="scale"/> decimals.</summary>
    /// <exception cref="ArgumentException">The number has more decimals or more digits.</exception>
    internal static decimal Fit(decimal value, int precision, int scale)
    {
        if (value.Scale > scale)
        {
            var cut = Math.Round(value, scale);
            if (cut != value)
            {
                throw new ArgumentException(
                    $"{value} has more than {scale} decimals, which the schema cannot hold; round it before sending.");
            }

            value = cut;
        }

        if (decimal.Abs(value) >= PowersOfTen[precision - scale])
        {
            throw new ArgumentException(
                $"{value} needs more than the {precision} digits ({scale} of them decimals) of "
                + $"[Decimal({precision}, {scale})]; raise the precision or check the value.");
        }

        return value.Scale == scale ? value : value + Zeros[scale];
    }

    /// <summary>False when a read number has more decimals or digits than the schema.</summary>
    internal static bool TryFit(ref decimal value, int precision, int scale)
    {
        if (decimal.Abs(value) >= PowersOfTen[precision - scale])
        {
            return false;
        }

        if (value.Scale > scale)
        {
            var cut = Math.Round(value, scale);
            if (cut != value)
            {
                return false;
            }

            value = cut;
        }

        if (value.Scale != scale)
        {
            value += Zeros[scale];
        }

        return true;
    }

    private static decimal[] BuildPowers()
    {
        var powers = new decimal[29];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }

    private static decimal[] BuildZeros()
    {
        var zeros = new decimal[29];
        for (var i = 0; i < zeros.Length; i++)
        {
            zeros[i] = new decimal(0, 0, 0, isNegative: false, (byte)i);
        }

        return zeros;
    }
}
