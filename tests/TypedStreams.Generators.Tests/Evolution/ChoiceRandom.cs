// A source of random numbers that reads them from a list and then gives zeros. What draws contracts and values from
// seeds is thereby driven by FsCheck: a shorter list with smaller numbers makes a smaller contract or value.

namespace TypedStreams.Generators.Tests.Evolution;

internal sealed class ChoiceRandom(IReadOnlyList<int> choices) : Random
{
    private int _next;

    public override int Next() => _next < choices.Count ? choices[_next++] : 0;

    public override int Next(int maxValue) => maxValue == 0 ? 0 : Next() % maxValue;

    public override int Next(int minValue, int maxValue) => (int)InRange(minValue, maxValue, (uint)Next());

    public override long NextInt64(long minValue, long maxValue) =>
        InRange(minValue, maxValue, ((ulong)Next() << 31) | (uint)Next());

    public override double NextDouble() => Next() / (int.MaxValue + 1.0);

    public override void NextBytes(byte[] buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)Next();
        }
    }

    /// <summary>Zero, or what is next to it, is the simplest of a range.</summary>
    private static long InRange(long minValue, long maxValue, ulong choice)
    {
        var simplest = Math.Clamp(0, minValue, maxValue - 1);
        var value = unchecked(simplest + (long)(choice % (ulong)(maxValue - minValue)));
        return value < maxValue && value >= simplest ? value : unchecked(value - (maxValue - minValue));
    }
}
