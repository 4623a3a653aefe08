// Compiles random contracts with the generator, as a build would: the first version of each is recorded as version 1 of
// the second one's subject.

using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Tests.Evolution;

internal static class ContractAssembly
{
    internal static IReadOnlyList<(Type Old, ContractPair Pair)> Build(IReadOnlyList<int> seeds) => Build(Drawn(seeds));

    /// <summary>Contracts by number, each drawn with its own source of numbers.</summary>
    internal static IReadOnlyList<(Type Old, ContractPair Pair)> Build(
        IReadOnlyList<(string Name, Random Random)> drawn)
    {
        var compilation = GeneratorRun.Compile(
            [.. drawn.Select(contract => RandomContract.Source(contract.Name, contract.Random))]);
        string[] seeds = [.. drawn.Select(contract => contract.Name)];
        Assert.Empty(compilation.GetDiagnostics().Where(item => item.Severity == DiagnosticSeverity.Error));
        var files = seeds.Select(seed => (AdditionalText)new SchemaFile(
            $"/shop/schemas/new{seed}-value/v1.avsc", SchemaOf(compilation.GetTypeByMetadataName($"P{seed}.Old.M")!)));
        var assembly = Load(compilation, files);
        return
        [
            .. seeds.Select(seed => assembly.GetType($"P{seed}.Old.M", throwOnError: true)!).Zip(
                seeds.Select(seed => assembly.GetType($"P{seed}.New.M", throwOnError: true)!),
                (old, changed) => (old, ContractPair.Create(old, changed))),
        ];
    }

    /// <summary>The first versions alone, each with codecs of three formats.</summary>
    internal static IReadOnlyList<Type> BuildThreeFormats(IReadOnlyList<int> seeds) => BuildThreeFormats(Drawn(seeds));

    internal static IReadOnlyList<Type> BuildThreeFormats(IReadOnlyList<(string Name, Random Random)> drawn)
    {
        string[] sources = [.. drawn.Select(contract => RandomContract.InThreeFormats(contract.Name, contract.Random))];
        var assembly = Load(GeneratorRun.Compile(sources), []);
        return [.. drawn.Select(contract => assembly.GetType($"P{contract.Name}.Old.M", throwOnError: true)!)];
    }

    /// <summary>Compiles and loads; every assembly has the same name, so each gets a context of its own.</summary>
    internal static Assembly Load(CSharpCompilation compilation, IEnumerable<AdditionalText> files)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new ContractGenerator().AsSourceGenerator()], additionalTexts: [.. files]);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
        using var image = new MemoryStream();
        var result = whole.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Take(5)));
        image.Position = 0;
        return new AssemblyLoadContext("contracts").LoadFromStream(image);
    }

    private static IReadOnlyList<(string Name, Random Random)> Drawn(IReadOnlyList<int> seeds) =>
        [.. seeds.Select(seed => (seed.ToString(CultureInfo.InvariantCulture), new Random(seed)))];

    private static string SchemaOf(INamedTypeSymbol type)
    {
        var message = MessageParser.Parse(
            type, Symbols.Attribute(type, Symbols.Message)!, new Problems(Fail), CancellationToken.None)!;
        return MessageParser.WithSchema(message, error => Assert.Fail(error))!.Schemas[0].Text;

        static void Fail(Diagnostic problem) => Assert.Fail(problem.ToString());
    }
}
