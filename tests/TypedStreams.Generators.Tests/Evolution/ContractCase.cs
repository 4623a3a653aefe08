// A contract and values of it as FsCheck makes and shrinks them: lists of choices.

using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Generators.Tests.Evolution;

/// <param name="Shape">What the contract is drawn with.</param>
/// <param name="Values">What each value is drawn with.</param>
internal sealed record ContractCase(int[] Shape, int[][] Values)
{
    private const int Choices = 60;
    private const int LongestMember = 4;

    /// <summary>So many contracts with so many values each, because each lot is compiled at once.</summary>
    internal static Arbitrary<ContractCase[]> Lots(int contracts, int values)
    {
        var numbers = Gen.Choose(0, int.MaxValue - 1).ArrayOf(Choices);
        var one = numbers.SelectMany(shape => numbers.ArrayOf(values).Select(all => new ContractCase(shape, all)));
        return Arb.From(one.ArrayOf(contracts), Smaller);
    }

    internal Random NewShape() => new ChoiceRandom(Shape);

    internal IEnumerable<object> ValuesOf(Type message) =>
        Values.Select(choices => new RandomValue(new ChoiceRandom(choices)).Of(message));

    public override string ToString() => RandomContract.Source("0", NewShape());

    /// <summary>Fewer contracts; of a single one fewer values; then smaller ones of what is left.</summary>
    private static IEnumerable<ContractCase[]> Smaller(ContractCase[] lot)
    {
        if (lot.Length > 1)
        {
            yield return lot[..(lot.Length / 2)];
            yield return lot[(lot.Length / 2)..];
            yield break;
        }

        var single = lot[0];
        if (single.Values.Length > 1)
        {
            yield return [single with { Values = single.Values[..(single.Values.Length / 2)] }];
            yield return [single with { Values = single.Values[(single.Values.Length / 2)..] }];
        }

        foreach (var shape in Simpler(single.Shape))
        {
            yield return [single with { Shape = shape }];
        }

        foreach (var value in single.Values.Length == 1 ? Simpler(single.Values[0]) : [])
        {
            yield return [single with { Values = [value] }];
        }
    }

    private static IEnumerable<int[]> Simpler(int[] choices)
    {
        for (var length = choices.Length / 2; length > 0; length /= 2)
        {
            yield return choices[..^length];
        }

        // A member is some choices in a row, and one less in the count of members, which stands first.
        for (var length = 1; length <= LongestMember && choices.Length > 0; length++)
        {
            for (var i = 1; i + length <= choices.Length; i++)
            {
                int[] fewer = [.. choices[..i], .. choices[(i + length)..]];
                yield return fewer;
                if (choices[0] > 0)
                {
                    yield return [choices[0] - 1, .. fewer[1..]];
                }
            }
        }

        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i] > 0)
            {
                foreach (var less in (int[])[0, choices[i] % 64, choices[i] - 1])
                {
                    if (less < choices[i])
                    {
                        yield return [.. choices[..i], less, .. choices[(i + 1)..]];
                    }
                }
            }
        }
    }
}
