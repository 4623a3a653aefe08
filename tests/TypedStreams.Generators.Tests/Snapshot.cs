// Golden files: compared with what is beside the test assembly. TYPEDSTREAMS_UPDATE_GOLDEN=1 writes them to the source
// folder instead; read the difference before committing it.

using System.Runtime.CompilerServices;

namespace TypedStreams.Generators.Tests;

internal static class Snapshot
{
    internal static void Match(string name, string actual, [CallerFilePath] string source = "")
    {
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("TYPEDSTREAMS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(source)!, "Golden", name), actual);
            return;
        }

        var path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        Assert.True(File.Exists(path), $"{name} is missing; run the tests once with TYPEDSTREAMS_UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
