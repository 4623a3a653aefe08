using Xunit.Abstractions;
namespace TypedStreams.Broker.Core.Tests;
public sealed class Scratch(ITestOutputHelper o)
{
    [Fact]
    public void Find()
    {
        for (int seed = 0; seed < 12000; seed++)
        {
            var r = new Random(seed);
            int n = r.Next(1, 250);
            var world = new ConsumerGroupWorld(isCooperative: Environment.GetEnvironmentVariable("EAGER") is null);
            for (int i = 0; i < n; i++) { int c = r.Next(); world.RunMixed(c % 40, c / 40); }
            try { world.Settle(); }
            catch (Exception e)
            {
                o.WriteLine($"seed {seed} n {n}: {e.Message + e.StackTrace}");
                var w = new ConsumerGroupWorld(isCooperative: Environment.GetEnvironmentVariable("EAGER") is null);
                r = new Random(seed); r.Next(1, 250);
                for (int i = 0; i < n; i++) { int c = r.Next(); w.RunMixed(c % 40, c / 40); }
                w.Trace = o.WriteLine;
                try { w.Settle(); } catch (Exception) { } w.Dump(o.WriteLine);
                return;
            }
        }
    }
}
