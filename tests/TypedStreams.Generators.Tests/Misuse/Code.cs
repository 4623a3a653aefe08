// The code around the lines that a test is about.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedStreams.Generators.Tests.Misuse;

internal static class Code
{
    internal const string Messages = """
        [Message("t")] public partial record M([Key] string X);
        [Message("u")] public partial record N(int X);
        [Message("v")] public partial record L([Key] long X);

        """;

    /// <summary>The text with its SLEEP and DELAY spelled out; tests themselves have none.</summary>
    internal static string Spelled(string text) => text
        .Replace("SLEEP", "Thread" + ".Sleep", StringComparison.Ordinal)
        .Replace("DELAY", "Task" + ".Delay", StringComparison.Ordinal);

    /// <summary>Statements of an async method that has a producer of each message, an outbox and a client.</summary>
    internal static string Async(string statements) => Messages + $$"""
        public static class Shop
        {
            public static async Task RunAsync(
                IProducer<M> m, IProducer<N> n, IProducer<L> l, IOutbox outbox, System.Data.Common.DbTransaction row,
                TypedStreams.Client.KafkaClient client, TypedStreams.Client.KafkaConsumer consumer)
            {
                {{statements}}
                await Task.Yield();
            }
        }

        """;

    /// <summary>Members of a class that is a consumer group.</summary>
    internal static string Group(string members, string settings = "") => Messages
        + "[ConsumerGroup(\"g\"" + settings + ")]\npublic class G\n{\n    " + members + "\n}\n";

    /// <summary>The ids of what the analyzers of misuse find, once what the generator makes is there too.</summary>
    internal static async Task<string[]> IdsAsync(
        string source, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, bool isComplete = true)
    {
        var found = await FindAsync(source, kind, isComplete);
        return [.. found.Select(diagnostic => diagnostic.Id).Order(StringComparer.Ordinal)];
    }

    internal static async Task<ImmutableArray<Diagnostic>> FindAsync(
        string source, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, bool isComplete = true)
    {
        var compilation = GeneratorRun.Compile(source);
        GeneratorRun.Driver().RunGeneratorsAndUpdateCompilation(
            compilation.WithOptions(compilation.Options.WithOutputKind(kind)), out var whole, out _);
        if (isComplete)
        {
            Assert.Empty(whole.GetDiagnostics().Where(item => item.Severity == DiagnosticSeverity.Error));
        }

        var found = await ((CSharpCompilation)whole).WithAnalyzers([.. GeneratorRun.MisuseAnalyzers()])
            .GetAnalyzerDiagnosticsAsync();
        Assert.All(found, diagnostic => Assert.True(diagnostic.Id != "AD0001", diagnostic.GetMessage()));
        return found;
    }
}
