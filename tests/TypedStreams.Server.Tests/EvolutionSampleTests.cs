// The sample as a user runs it: real builds of a copy, a breaking edit each, the compiler's text, the fix by
// `dotnet format`, a build that is green again, and the schema recorded.
using TypedStreams.Testing;

namespace TypedStreams.Server.Tests;

public class EvolutionSampleTests
{
    [Fact]
    public async Task Breaking_edit_fails_the_build_and_its_fix_makes_it_green()
    {
        string script = Path.Combine(Tools.Root, "samples", "Evolution", "try.sh");
        bool isDebug = AppContext.BaseDirectory.Contains("Debug", StringComparison.Ordinal);

        CommandResult result = await Command.RunAsync(
            ["bash", script],
            patience: TimeSpan.FromMinutes(10),
            environment: new Dictionary<string, string> { ["CONFIGURATION"] = isDebug ? "Debug" : "Release" });

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("It breaks consumers of this build, which cannot read data of version 1.", result.Output);
        Assert.Contains("Buyer = Ada", result.Output);
        Assert.Contains("orders-value/v2.avsc", result.Output);
        Assert.EndsWith("every step went as it must\n", result.Output);
    }
}
