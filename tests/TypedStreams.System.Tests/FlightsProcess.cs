// samples/Flights as processes of their own, one a stage, under one name so that they go on where the others ended.
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests;

internal sealed class FlightsProcess(string bootstrap, string registry, string run)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The build put it beside its own project, in the configuration of this one.</summary>
    private static string Assembly => Path.Combine(
        Tools.Root,
        "samples",
        "Flights",
        Path.GetRelativePath(
            Path.Combine(Tools.Root, "tests", "TypedStreams.System.Tests"), AppContext.BaseDirectory),
        "Flights.dll");

    /// <summary>Runs a stage to its end; what it printed.</summary>
    public Task<string> CheckAsync(string stage, int repeat) =>
        Command.CheckAsync(["dotnet", .. Arguments(stage, repeat)], patience: Patience);

    /// <summary>Starts a stage that ends when it is told to.</summary>
    public Process Start(string stage, int repeat)
    {
        var start = new ProcessStartInfo("dotnet", Arguments(stage, repeat));
        start.Environment["TypedStreams__Consumer__SessionTimeout"] = "6s"; // what each kill costs
        return Process.Start(start)!;
    }

    private string[] Arguments(string stage, int repeat) =>
    [
        Assembly, "--bootstrap-servers", bootstrap, "--registry", $"http://{registry}",
        "--run", run, "--stage", stage, "--repeat", $"{repeat}",
    ];
}
