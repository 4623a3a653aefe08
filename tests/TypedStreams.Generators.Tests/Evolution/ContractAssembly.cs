// Compiles random contracts with the generator, as a build would: the first version of each is recorded as version 1 of
// the second one's subject.

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Tests.Evolution;

internal static class ContractAssembly
{
    internal static IReadOnlyList<(Type Old, ContractPair Pair)> Build(IReadOnlyList<int> seeds)
    {
        var compilation = GeneratorRun.Compile([.. seeds.Select(RandomContract.Source)]);
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
    internal static IReadOnlyList<Type> BuildThreeFormats(IReadOnlyList<int> seeds)
    {
        var assembly = Load(GeneratorRun.Compile([.. seeds.Select(RandomContract.InThreeFormats)]), []);
        return [.. seeds.Select(seed => assembly.GetType($"P{seed}.Old.M", throwOnError: true)!)];
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

    private static string SchemaOf(INamedTypeSymbol type)
    {
        var message = MessageParser.Parse(
            type, Symbols.Attribute(type, Symbols.Message)!, new Problems(Fail), CancellationToken.None)!;
        return MessageParser.WithSchema(message, error => Assert.Fail(error))!.Schemas[0].Text;

        static void Fail(Diagnostic problem) => Assert.Fail(problem.ToString());
    }
}
