// Runs a protocol story: a text file of blocks, each a line "> input" and below it the effects that the core decided.
// What is expected stands in the same file, so a story reads as a transcript. With UPDATE_STORIES=1 the transcripts are
// written anew; read the difference before you keep it.
using System.Text;

namespace TypedStreams.Broker.Core.Tests;

internal static class StoryRunner
{
    internal static void Run(string name, Func<string, IEnumerable<string>> step)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Stories", name + ".txt");
        string expected = File.ReadAllText(path);
        var actual = new StringBuilder();
        foreach (string line in expected.Split('\n'))
        {
            if (line.StartsWith('>'))
            {
                actual.Append(line).Append('\n');
                foreach (string effect in step(line[1..].Trim()))
                {
                    actual.Append("  ").Append(effect).Append('\n');
                }
            }
            else if (!line.StartsWith("  ", StringComparison.Ordinal))
            {
                actual.Append(line).Append('\n');
            }
        }

        string transcript = actual.ToString().TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_STORIES") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "Stories", name + ".txt"), transcript);
        }
        else
        {
            Assert.Equal(expected, transcript);
        }
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(path)!;
}
