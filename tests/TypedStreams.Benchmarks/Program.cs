// Six kinds of measurement: codecs in this process (BenchmarkDotNet), brokers as processes, side by side, the schema
// registry, exactly-once pipelines, the embedded broker's start, and many partitions, connections and groups.
using BenchmarkDotNet.Running;
using TypedStreams.Benchmarks.Embedded;
using TypedStreams.Benchmarks.EndToEnd;
using TypedStreams.Benchmarks.Pipelines;
using TypedStreams.Benchmarks.Registry;
using TypedStreams.Benchmarks.Scale;

if (args is ["end-to-end", .. string[] rest])
{
    return await Comparison.RunAsync(rest);
}

if (args is ["codecs", .. string[] filters])
{
    // In this process: what BenchmarkDotNet would build of it anew, in folders of its own, does not build there.
    BenchmarkSwitcher.FromAssembly(typeof(Comparison).Assembly)
        .Run([.. filters.Length > 0 ? filters : ["--filter", "*"], "--inProcess"]);
    return 0;
}

if (args is ["registry", .. string[] options])
{
    return await RegistryFigures.RunAsync(options);
}

if (args is ["pipelines", .. string[] choices])
{
    return await PipelineFigures.RunAsync(choices);
}

if (args is ["embedded", .. string[] flags])
{
    return await EmbeddedFigures.RunAsync(flags);
}

if (args is ["scale", .. string[] bounds])
{
    return await ScaleFigures.RunAsync(bounds);
}

Console.Error.WriteLine(
    "Usage: codecs [BenchmarkDotNet options] | end-to-end [--rounds N] [--quick] [--start | --load 1024x12] " +
    "[--native FILE] | registry [--quick] | pipelines [--quick] [--inputs N] [--rounds N] | embedded | " +
    "scale [--quick]");
return 2;
