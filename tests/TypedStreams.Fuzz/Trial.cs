// One input: made from seed and round, damaged, decoded, judged. Only MalformedMessageException may come out, and the
// memory taken must stay in proportion to the input.
namespace TypedStreams.Fuzz;

internal enum Outcome
{
    Read,
    Malformed,
    Failed,
}

internal static class Trial
{
    public static Outcome Run(IFuzzTarget target, int seed, int round)
    {
        var random = new Random(HashCode(seed, round));
        FuzzInput input = target.Create(random);
        input = input.IsDamaged ? input : input with { Bytes = Mutation.Damage(random, input.Bytes) };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Outcome outcome = Outcome.Read;
        try
        {
            target.Decode(input);
        }
        catch (Exception e) when (target.IsRefusal(e))
        {
            outcome = Outcome.Malformed;
        }
        catch (Exception e)
        {
            return Fail(target, input, round, e.ToString());
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long limit = target.AllocationLimit(input.Bytes.Length);
        return allocated <= limit
            ? outcome
            : Fail(target, input, round, $"{allocated} bytes allocated for {input.Bytes.Length}, limit {limit}");
    }

    // The runtime's own HashCode differs from run to run.
    private static int HashCode(int seed, int round) =>
        unchecked((int)((uint)seed * 2654435761u ^ (uint)round * 40503u));

    private static Outcome Fail(IFuzzTarget target, FuzzInput input, int round, string why)
    {
        Console.WriteLine($"FAILED {target.Name} round {round}: {input.Decoder} version {input.Version}: {why}");
        Console.WriteLine($"  input {Convert.ToHexString(input.Bytes.AsSpan(0, Math.Min(input.Bytes.Length, 512)))}");
        return Outcome.Failed;
    }
}
