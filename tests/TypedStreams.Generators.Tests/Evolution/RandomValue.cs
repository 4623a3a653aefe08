// Random values of types that are only known when the test runs: by their constructors. Numbers stay in the range that
// every judge has, floats are whole where they may be widened from text.

using System.Collections;
using System.Reflection;

namespace TypedStreams.Generators.Tests.Evolution;

internal sealed class RandomValue(Random random)
{
    private const int MaxDepth = 6;

    /// <summary>The zig-zag form of a larger one is beyond JavaScript's whole numbers.</summary>
    private const long MaxLong = 1L << 51;

    private readonly NullabilityInfoContext _nullability = new();

    internal object Of(Type record) => Of(record, depth: 0);

    private object Of(Type type, int depth) => type switch
    {
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(short) => (short)random.Next(short.MinValue, short.MaxValue),
        _ when type == typeof(byte) => (byte)random.Next(256),
        _ when type == typeof(int) => random.Next(int.MinValue, int.MaxValue) >> random.Next(31),
        _ when type == typeof(long) => random.NextInt64(-MaxLong, MaxLong) >> random.Next(60),
        _ when type == typeof(float) => (float)(random.NextDouble() * random.Next(-1000, 1000)),
        _ when type == typeof(double) => random.NextDouble() * random.Next(-1000, 1000),
        _ when type == typeof(string) => RandomMessages.Text(random),
        _ when type == typeof(byte[]) => Bytes(random.Next(20)),
        _ when type == typeof(Guid) => new Guid(Bytes(16)),
        _ when type == typeof(DateTimeOffset) =>
            DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(-MaxLong / 10, MaxLong / 10) * 10),
        { IsEnum: true } => Pick(Enum.GetValues(type)),
        { IsAbstract: true } => Of(Pick(type.GetNestedTypes()), depth),
        _ => Record(type, depth),
    };

    private object? Of(NullabilityInfo info, int depth)
    {
        if (info.WriteState == NullabilityState.Nullable && (depth > MaxDepth || random.Next(3) == 0))
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (!type.IsGenericType)
        {
            return Of(type, depth + 1);
        }

        var items = info.GenericTypeArguments[^1];
        var count = depth > MaxDepth ? 0 : random.Next(4);
        if (type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(type)!;
            for (var i = 0; i < count; i++)
            {
                map.Add($"k{i}", Of(items, depth + 1));
            }

            return map;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()))!;
        for (var i = 0; i < count; i++)
        {
            list.Add(Of(items, depth + 1));
        }

        return list;
    }

    private object Record(Type type, int depth)
    {
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke(
            [.. constructor.GetParameters().Select(parameter => Of(_nullability.Create(parameter), depth))]);
    }

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];

    private object Pick(Array items) => items.GetValue(random.Next(items.Length))!;

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
