// Messages of unions, generics and nested lists from a seed.

using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

internal static class RandomShapes
{
    internal static Shapes Shapes(Random random) => new(
        RandomMessages.Text(random),
        Payment(random, depth: 0),
        random.Next(2) == 0 ? null : Payment(random, depth: 0),
        [.. Many(random, () => random.Next(3) == 0 ? null : Payment(random, depth: 1))],
        random.Next(2) == 0 ? new Circle(random.NextDouble()) : new Square(random.NextDouble(), random.Next()),
        new Page<Point>(Point(random), [.. Many(random, () => Point(random))]),
        new Page<string>(RandomMessages.Text(random), [.. Many(random, () => RandomMessages.Text(random))]),
        [(byte)random.Next(256), 0, 255, (byte)random.Next(256)],
        new byte[] { (byte)random.Next(256), 0 },
        [.. Many(random, () => Many(random, () => random.Next(-5, 5)).ToList())],
        Map(random, () => Many(random, () => random.Next(3) == 0 ? null : RandomMessages.Text(random)).ToList()),
        Map(random, () => Payment(random, depth: 1)),
        random.Next(2) == 0 ? null : [.. Many(random, () => Many(random, random.NextDouble).ToArray())],
        new Tags([.. Many(random, () => RandomMessages.Text(random))]),
        Network(random),
        [.. Many(random, () => Network(random))],
        [.. Many(random, () => random.Next(3) == 0 ? (DateTimeOffset?)null : Moment(random))],
        random.Next(2) == 0 ? null : TimeSpan.FromMicroseconds(random.Next(-1000, 1000)));

    private static Payment Payment(Random random, int depth) => random.Next(depth > 3 ? 2 : 3) switch
    {
        0 => new Payment.Cash(),
        1 => new Payment.Card(RandomMessages.Text(random), Network(random)),
        _ => new Payment.Split(
            [.. Many(random, () => Payment(random, depth + 1))],
            random.Next(2) == 0 ? null : Payment(random, depth + 1)),
    };

    private static DateTimeOffset Moment(Random random) => DateTimeOffset.UnixEpoch.AddMicroseconds(random.Next());

    private static Point Point(Random random) => new((short)random.Next(), (short)random.Next());

    private static Network Network(Random random) => Enum.GetValues<Network>()[random.Next(3)];

    private static Dictionary<string, T> Map<T>(Random random, Func<T> value) =>
        Many(random, value).Select((item, i) => (item, i)).ToDictionary(pair => $"k{pair.i}", pair => pair.item);

    private static IEnumerable<T> Many<T>(Random random, Func<T> item) =>
        Enumerable.Range(0, random.Next(4)).Select(_ => item()).ToArray();
}
