// Throws damaged input at every decoder of the wire for a while. A run is decided by its seed.
using System.Diagnostics;
using System.Globalization;
using TypedStreams.Fuzz;

int seconds = Argument("--seconds", 10);
int seed = Argument("--seed", Environment.TickCount & int.MaxValue);
int count = Argument("--count", 0);
Console.WriteLine($"fuzz: seed {seed}, {(count > 0 ? $"{count} inputs a target" : $"{seconds} s")}");

IFuzzTarget[] targets =
[
    new MessageTarget(), new StructuredMessageTarget(), new BatchTarget(), new StructuredBatchTarget(),
    new CompressionTarget(), new CoordinatorTarget(), new MetadataTarget(), new FileTarget(),
];
long passed = 0;
long failed = 0;
foreach (IFuzzTarget target in targets)
{
    var clock = Stopwatch.StartNew();
    var tally = new Tally();
    for (int round = 0; count > 0 ? round < count : clock.Elapsed.TotalSeconds * targets.Length < seconds; round++)
        tally.Add(Trial.Run(target, seed, round));

    Console.WriteLine($"  {target.Name}: {tally}{(target.Coverage.Length > 0 ? $"; {target.Coverage}" : "")}");
    passed += tally.Passed;
    failed += tally.Failed;
}

foreach ((string place, long times) in StructureMutation.Coverage)
    Console.WriteLine($"  changed {place}: {times}");
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

int Argument(string name, int fallback)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : fallback;
}
