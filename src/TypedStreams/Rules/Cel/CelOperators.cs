// Arithmetic, comparison and membership of CEL values: null, bool, long, ulong, double, string, byte[], lists, maps,
// messages, times and durations. Whole numbers overflow into an error; numbers of different types compare by value.

namespace TypedStreams.Rules.Cel;

internal static class CelOperators
{
    private static readonly HashSet<string> Names =
        ["==", "!=", "<", "<=", ">", ">=", "in", "[]", "+", "-", "*", "/", "%"];

    internal static bool IsOperator(string name) => Names.Contains(name);

    internal static object? Apply(string name, object? left, object? right, int position, ref int steps)
    {
        try
        {
            return name switch
            {
                "==" => AreEqual(left, right, ref steps),
                "!=" => !AreEqual(left, right, ref steps),
                "<" => Compare(left, right, name, position) is < 0,
                "<=" => Compare(left, right, name, position) is <= 0,
                ">" => Compare(left, right, name, position) is > 0,
                ">=" => Compare(left, right, name, position) is >= 0,
                "in" => IsIn(left, right, position, ref steps),
                "[]" => At(left, right, position),
                _ => Calculate(name, left, right, position),
            };
        }
        catch (OverflowException)
        {
            throw new CelException($"The result of '{name}' does not fit", position);
        }
        catch (DivideByZeroException)
        {
            throw new CelException("A division by zero", position);
        }
    }

    internal static object? Negate(object? value, int position) => value switch
    {
        long.MinValue => throw new CelException("The result of '-' does not fit", position),
        long number => -number,
        double number => -number,
        _ => throw Misfit("-", value, null, position),
    };

    internal static bool AreEqual(object? left, object? right)
    {
        var steps = 0;
        return AreEqual(left, right, ref steps);
    }

    // Lists may hold one another many times over, so each comparison counts.
    private static bool AreEqual(object? left, object? right, ref int steps)
    {
        CelProgram.CountStep(ref steps, 0);
        switch (left, right)
        {
            case (null, null):
                return true;
            case (null, _) or (_, null):
                return false;
            case (byte[] one, byte[] other):
                return one.AsSpan().SequenceEqual(other);
            case (IReadOnlyList<object?> one, IReadOnlyList<object?> other):
                return AreEqual(one, other, ref steps);
            case (IReadOnlyDictionary<object, object?> one, IReadOnlyDictionary<object, object?> other):
                return AreEqual(one, other, ref steps);
            default:
                return CompareNumbers(left, right, out var order) ? order == 0 : left.Equals(right);
        }
    }

    private static bool AreEqual(IReadOnlyList<object?> left, IReadOnlyList<object?> right, ref int steps)
    {
        for (var i = 0; i < left.Count && left.Count == right.Count; i++)
        {
            if (!AreEqual(left[i], right[i], ref steps))
            {
                return false;
            }
        }

        return left.Count == right.Count;
    }

    private static bool AreEqual(
        IReadOnlyDictionary<object, object?> left, IReadOnlyDictionary<object, object?> right, ref int steps)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var (key, value) in left)
        {
            if (!TryFind(right, key, out var found) || !AreEqual(value, found, ref steps))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool TryFind(IReadOnlyDictionary<object, object?> map, object? key, out object? value)
    {
        value = null;
        return AsKey(key) is { } found && map.TryGetValue(found, out value);
    }

    /// <summary>
    /// A key as maps hold it: whole numbers as long where they fit, else as they are; null for no key.
    /// </summary>
    internal static object? AsKey(object? key) => key switch
    {
        ulong number and <= long.MaxValue => (long)number,
        double number when number == Math.Truncate(number) && Math.Abs(number) < 1L << 53 => (long)number,
        long or ulong or string or bool => key,
        _ => null,
    };

    internal static CelException Misfit(string name, object? left, object? right, int position) => new(
        $"'{name}' is not defined for {CelType.Of(left).Name}"
            + (right is null ? "" : $" and {CelType.Of(right).Name}"),
        position);

    private static object? Calculate(string name, object? left, object? right, int position) =>
        (name, left, right) switch
        {
            ("+", long one, long other) => checked(one + other),
            ("-", long one, long other) => checked(one - other),
            ("*", long one, long other) => checked(one * other),
            ("/", long one, long other) => checked(one / other),
            ("%", long one, long other) => other == -1 ? 0L : one % other,
            ("+", ulong one, ulong other) => checked(one + other),
            ("-", ulong one, ulong other) => checked(one - other),
            ("*", ulong one, ulong other) => checked(one * other),
            ("/", ulong one, ulong other) => one / other,
            ("%", ulong one, ulong other) => one % other,
            ("+", double one, double other) => one + other,
            ("-", double one, double other) => one - other,
            ("*", double one, double other) => one * other,
            ("/", double one, double other) => one / other,
            ("+", string one, string other) => one + other,
            ("+", byte[] one, byte[] other) => (byte[])[.. one, .. other],
            ("+", IReadOnlyList<object?> one, IReadOnlyList<object?> other) => (object?[])[.. one, .. other],
            ("+", DateTimeOffset one, TimeSpan other) => one + other,
            ("+", TimeSpan one, DateTimeOffset other) => other + one,
            ("+", TimeSpan one, TimeSpan other) => one + other,
            ("-", DateTimeOffset one, TimeSpan other) => one - other,
            ("-", DateTimeOffset one, DateTimeOffset other) => one - other,
            ("-", TimeSpan one, TimeSpan other) => one - other,
            _ => throw Misfit(name, left, right, position),
        };

    private static int? Compare(object? left, object? right, string name, int position)
    {
        if (left is not null && right is not null && CompareNumbers(left, right, out var order))
        {
            return order;
        }

        return (left, right) switch
        {
            (bool one, bool other) => one.CompareTo(other),
            (string one, string other) => CompareTexts(one, other),
            (byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other),
            (DateTimeOffset one, DateTimeOffset other) => one.CompareTo(other),
            (TimeSpan one, TimeSpan other) => one.CompareTo(other),
            _ => throw Misfit(name, left, right, position),
        };
    }

    // By code points, in which the order of UTF-16 is not.
    private static int CompareTexts(string one, string other)
    {
        var runes = one.EnumerateRunes().GetEnumerator();
        foreach (var rune in other.EnumerateRunes())
        {
            if (!runes.MoveNext())
            {
                return -1;
            }

            if (runes.Current != rune)
            {
                return runes.Current.CompareTo(rune);
            }
        }

        return runes.MoveNext() ? 1 : 0;
    }

    /// <summary>False when one of them is no number; the order is null where there is none (not a number).</summary>
    private static bool CompareNumbers(object left, object right, out int? order)
    {
        order = null;
        switch (left, right)
        {
            case (long one, long other):
                order = one.CompareTo(other);
                return true;
            case (ulong one, ulong other):
                order = one.CompareTo(other);
                return true;
            case (long one, ulong other):
                order = one < 0 ? -1 : ((ulong)one).CompareTo(other);
                return true;
            case (ulong one, long other):
                order = other < 0 ? 1 : one.CompareTo((ulong)other);
                return true;
            case (double one, double other):
                order = double.IsNaN(one) || double.IsNaN(other) ? null : one.CompareTo(other);
                return true;
            case (double one, long or ulong):
                order = CompareReal(one, right is long whole ? whole : (Int128)(ulong)right);
                return true;
            case (long or ulong, double other):
                order = -CompareReal(other, left is long number ? number : (Int128)(ulong)left);
                return true;
            default:
                return false;
        }
    }

    private static int? CompareReal(double real, Int128 whole) =>
        double.IsNaN(real) ? null
        : real >= 18446744073709551616.0 ? 1
        : real < -9223372036854775808.0 ? -1
        : ((Int128)real).CompareTo(whole) is not 0 and var order ? order
        : real.CompareTo(Math.Truncate(real));

    private static bool IsIn(object? item, object? range, int position, ref int steps)
    {
        switch (range)
        {
            case IReadOnlyList<object?> list:
                foreach (var element in list)
                {
                    if (AreEqual(element, item, ref steps))
                    {
                        return true;
                    }
                }

                return false;
            case IReadOnlyDictionary<object, object?> map:
                return TryFind(map, item, out _);
            default:
                throw Misfit("in", item, range, position);
        }
    }

    private static object? At(object? range, object? index, int position)
    {
        switch (range)
        {
            case IReadOnlyList<object?> list when AsKey(index) is long place:
                return place >= 0 && place < list.Count
                    ? list[(int)place]
                    : throw new CelException("The list has no element at that place", position);
            case IReadOnlyDictionary<object, object?> map:
                return TryFind(map, index, out var found)
                    ? found
                    : throw new CelException("The map has no such key", position);
            case ICelObject message when index is string field && message.TryGet(field, out var value):
                return value;
            default:
                throw Misfit("[]", range, index, position);
        }
    }
}
