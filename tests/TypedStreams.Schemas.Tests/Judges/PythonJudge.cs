// Runs a judge in Python: one process, a line of a file in and a line out for each question.

using System.Text.Json;
using TypedStreams.Schemas.Tests.Protobuf;
using TypedStreams.Testing;

namespace TypedStreams.Schemas.Tests.Judges;

internal static class PythonJudge
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The answers, one for each question, in order.</summary>
    internal static async Task<List<JsonElement>> AskAsync<T>(string program, IReadOnlyCollection<T> questions)
    {
        using var folder = new TempFolder();
        var lines = questions.Select(question => JsonSerializer.Serialize(question) + "\n");
        folder.Write("questions", string.Concat(lines));
        var path = Path.Combine(AppContext.BaseDirectory, "Judges", program);
        var output = await Command.CheckAsync(
            [Tools.NewPython, path, Path.Combine(folder.Path, "questions")], patience: Patience);
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(questions.Count, answers.Count);
        return answers;
    }
}
