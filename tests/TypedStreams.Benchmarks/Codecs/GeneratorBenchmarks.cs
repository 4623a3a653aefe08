using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>
/// What the generator costs an editor and a build: a project of 500 messages of eleven members, of which one is edited,
/// and the same from nothing. The compiler's own work is not in it, except what the generator asks it for.
/// </summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private const int Messages = 500;

    private readonly CSharpCompilation[] _edited = new CSharpCompilation[2];
    private CSharpCompilation _compilation = null!;
    private GeneratorDriver _driver = null!;
    private int _edits;

    /// <summary>Generates once, and makes sure that an edit makes something anew.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _compilation = CSharpCompilation.Create(
            "Cost",
            Enumerable.Range(0, Messages).Select(i => Message(i, "int A")),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                    || Path.GetFileName(path) == "TypedStreams.Abstractions.dll")
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _driver = FromNothing();
        for (int i = 0; i < _edited.Length; i++)
        {
            _edited[i] = _compilation.ReplaceSyntaxTree(
                _compilation.SyntaxTrees[Messages / 2], Message(Messages / 2, $"int A, int Edit{i}"));
        }

        string[] texts = [.. new[] { Edit(), Edit() }.Select(driver =>
            driver.GetRunResult().GeneratedTrees[Messages / 2].ToString())];
        if (_driver.GetRunResult().GeneratedTrees.Length != Messages || texts[0] == texts[1])
        {
            throw new InvalidOperationException("The generator did not do what is to be measured.");
        }
    }

    /// <summary>A member is added to one message.</summary>
    [Benchmark]
    public GeneratorDriver Edit() => _driver = _driver.RunGenerators(_edited[_edits++ % 2]);

    /// <summary>All 500 of them.</summary>
    [Benchmark]
    public GeneratorDriver FromNothing() =>
        CSharpGeneratorDriver.Create(new ContractGenerator()).RunGenerators(_compilation);

    private static SyntaxTree Message(int i, string members) => CSharpSyntaxTree.ParseText($"""
        #nullable enable
        using System;
        using System.Collections.Generic;
        namespace Cost;
        [TypedStreams.Message("t{i}", Namespace = "cost")]
        public sealed partial record M{i}(
            [property: TypedStreams.Key] string Id, {members}, long B, string? C, double D, bool E, DateTimeOffset F,
            Guid G, IReadOnlyList<string> H, P{i} I, string J = "");
        public sealed record P{i}(string X, int Y);
        """);
}
