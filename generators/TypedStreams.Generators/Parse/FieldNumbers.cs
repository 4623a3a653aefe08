// Protobuf field numbers: given ones first, then the others by their place, each the lowest number still free.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal static class FieldNumbers
{
    private const int Max = (1 << 29) - 1;
    private const int FirstReserved = 19_000;
    private const int LastReserved = 19_999;

    /// <summary>
    /// Numbers the fields whose number is 0; reports numbers that are not allowed or are given twice.
    /// </summary>
    internal static IEnumerable<FieldModel> Assign(List<FieldModel> fields, INamedTypeSymbol type, Problems problems)
    {
        var taken = new HashSet<int>();
        foreach (var field in fields.Where(field => field.Number != 0))
        {
            if (!IsNumber(field.Number) || !taken.Add(field.Number))
            {
                var member = type.GetMembers(field.Member).FirstOrDefault() ?? type;
                problems.Add(Rules.InvalidNumber, member, field.Number, field.Member);
            }
        }

        var next = 1;
        foreach (var field in fields)
        {
            if (field.Number != 0)
            {
                yield return field;
                continue;
            }

            while (!IsNumber(next) || taken.Contains(next))
            {
                next++;
            }

            yield return field with { Number = next++ };
        }
    }

    private static bool IsNumber(int number) => number is > 0 and <= Max and not (>= FirstReserved and <= LastReserved);
}
