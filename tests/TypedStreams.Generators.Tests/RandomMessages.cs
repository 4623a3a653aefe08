// Messages with every member type from a seed, edges included.

using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

internal static class RandomMessages
{
    internal static Everything Everything(Random random) => new(
        random.Next(2) == 0,
        (sbyte)Integer(random, sbyte.MinValue, sbyte.MaxValue),
        (byte)Integer(random, 0, byte.MaxValue),
        (short)Integer(random, short.MinValue, short.MaxValue),
        (ushort)Integer(random, 0, ushort.MaxValue),
        (int)Integer(random, int.MinValue, int.MaxValue),
        (uint)Integer(random, 0, uint.MaxValue),
        Integer(random, long.MinValue, long.MaxValue),
        (float)Double(random),
        Double(random),
        Text(random),
        Bytes(random),
        Bytes(random),
        new Guid(Bytes(random, 16)),
        // A read decimal has the schema's scale, so the written one gets it too: 1.5 and 1.50 print differently.
        Math.Round((decimal)(random.NextDouble() - 0.5) * 1e17m, random.Next(11)) + 0.0000000000m,
        random.Next(-99_999, 100_000),
        DateOnly.FromDayNumber((int)Integer(random, 0, DateOnly.MaxValue.DayNumber)),
        new TimeOnly(Integer(random, 0, 86_399_999_999) * 10),
        new DateTime(Integer(random, 0, DateTime.MaxValue.Ticks / 10) * 10, DateTimeKind.Utc),
        new DateTimeOffset(Integer(random, 0, DateTime.MaxValue.Ticks / 10) * 10, TimeSpan.Zero),
        new TimeSpan(Integer(random, long.MinValue / 10, long.MaxValue / 10) * 10),
        Enum.GetValues<Color>()[random.Next(3)],
        new Meters(Double(random)),
        Point(random),
        [.. Many(random, () => random.Next())],
        [.. Many(random, () => random.Next(3) == 0 ? null : Text(random))],
        [.. Many(random, () => random.Next(3) == 0 ? (Point?)null : Point(random))],
        [.. Many(random, () => Double(random))],
        Many(random, () => Guid.NewGuid()).Select((value, i) => (value, i)).ToDictionary(x => $"k{x.i}", x => x.value),
        Many(random, () => Many(random, () => random.Next()).ToArray()).Select((value, i) => (value, i))
            .ToDictionary(x => $"é{x.i}", x => x.value),
        random.Next(2) == 0 ? null : random.Next(),
        random.Next(2) == 0 ? null : Text(random),
        random.Next(2) == 0 ? null : Color.Green,
        random.Next(2) == 0 ? null : [1, 2],
        Limit: random.Next(2) == 0 ? null : 3)
    {
        Note = random.Next(2) == 0 ? null : Text(random),
        Depth = new Meters(1.5),
    };

    /// <summary>The same message without numbers that JSON does not have.</summary>
    internal static Everything Finite(Everything message) => message with
    {
        Float = float.IsFinite(message.Float) ? message.Float : 1.1f,
        Double = double.IsFinite(message.Double) ? message.Double : 1e300,
        Length = new Meters(double.IsFinite(message.Length.Value) ? message.Length.Value : -0.0),
        Doubles = [.. message.Doubles.Where(double.IsFinite)],
    };

    private static Point Point(Random random) => new((short)random.Next(), (short)random.Next());

    private static long Integer(Random random, long min, long max) => random.Next(4) switch
    {
        0 => min,
        1 => max,
        2 => Math.Clamp(random.Next(-70, 70), min, max),
        _ => random.NextInt64(min, max),
    };

    private static double Double(Random random) => random.Next(5) switch
    {
        0 => double.NaN,
        1 => double.NegativeInfinity,
        2 => -0.0,
        _ => random.NextDouble() * 1e10,
    };

    /// <summary>Lengths around the one-byte limit, with one-, two-, three- and four-byte characters.</summary>
    internal static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(4) switch { 0 => 0, 1 => 63, 2 => 64, _ => random.Next(200) })
            .Select(_ => random.Next(30) switch { 0 => "é", 1 => "汉", 2 => "😀", _ => "a" }));

    private static byte[] Bytes(Random random, int? length = null)
    {
        var bytes = new byte[length ?? random.Next(100)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<T> Many<T>(Random random, Func<T> item) =>
        Enumerable.Range(0, random.Next(4)).Select(_ => item()).ToArray();
}
