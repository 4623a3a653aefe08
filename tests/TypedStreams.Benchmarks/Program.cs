// Two kinds of measurement: codecs in this process (BenchmarkDotNet), and brokers as processes, side by side.
using BenchmarkDotNet.Running;
using TypedStreams.Benchmarks.EndToEnd;

if (args is ["end-to-end", .. string[] rest])
{
    return await Comparison.RunAsync(rest);
}

if (args is ["codecs", .. string[] filters])
{
    BenchmarkSwitcher.FromAssembly(typeof(Comparison).Assembly).Run(filters.Length > 0 ? filters : ["--filter", "*"]);
    return 0;
}

Console.Error.WriteLine("Usage: codecs [BenchmarkDotNet options] | end-to-end [--rounds N] [--quick]");
return 2;
