using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Protocol.Generators;

namespace TypedStreams.Protocol.Tests.Generators;

public class ProtocolGeneratorTests
{
    private const string Source = """
        using System;
        using System.Collections.Generic;

        namespace TypedStreams.Protocol.Messages;

        [ApiMessage(ApiKey.Heartbeat, MessageKind.Request, "1-4", FlexibleVersions = "3+")]
        public sealed partial class HeartbeatRequest
        {
            [Field("0+")]
            public string Name { get; set; } = "";

            [Field("2-3", Ignorable = true)]
            public int Dropped { get; set; } = -1;

            [Field("4+", NullableVersions = "4+")]
            public List<Item>? Items { get; set; }

            [Field("3+", Tag = 1)]
            public List<Item> Extras { get; set; } = [];

            [Field("3+", NullableVersions = "3+", Tag = 0)]
            public string? Note { get; set; }

            public sealed partial class Item
            {
                [Field("2+")]
                public Guid Id { get; set; }

                [Field("4+")]
                public bool Flag { get; set; } = true;
            }
        }
        """;

    // UPDATE_SNAPSHOTS=1 writes the snapshot anew; look at its diff before it is committed.
    [Fact]
    public void Emitted_code_is_the_snapshot()
    {
        GeneratorDriverRunResult result = Driver().RunGenerators(Compile(Source)).GetRunResult();
        string emitted = result.GeneratedTrees.Single(tree => tree.FilePath.EndsWith("HeartbeatRequest.g.cs"))
            .ToString();

        string path = Path.Combine(SourceFolder(), "Snapshots", "HeartbeatRequest.g.cs.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(path, emitted);
        Assert.Equal(File.ReadAllText(path), emitted);
    }

    [Fact]
    public void Edit_elsewhere_emits_nothing_again()
    {
        CSharpCompilation compilation = Compile(Source);
        GeneratorDriver driver = Driver().RunGenerators(compilation);

        CSharpCompilation edited = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;"));
        GeneratorRunResult result = driver.RunGenerators(edited).GetRunResult().Results.Single();

        foreach (string step in new[] { ProtocolGenerator.ApiStep, ProtocolGenerator.TableStep })
        {
            Assert.All(
                result.TrackedSteps[step].SelectMany(run => run.Outputs),
                output => Assert.Contains(output.Reason, CachedOrUnchanged));
        }
    }

    [Fact]
    public void Edit_of_a_comment_in_the_message_emits_nothing_again()
    {
        CSharpCompilation compilation = Compile(Source);
        GeneratorDriver driver = Driver().RunGenerators(compilation);

        CSharpCompilation edited = compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees.First(),
            CSharpSyntaxTree.ParseText("// a comment\n" + Source));
        GeneratorRunResult result = driver.RunGenerators(edited).GetRunResult().Results.Single();

        Assert.All(
            result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs),
            output => Assert.Contains(output.Reason, CachedOrUnchanged));
    }

    [Fact]
    public void Edit_of_a_default_emits_the_message_again()
    {
        CSharpCompilation compilation = Compile(Source);
        GeneratorDriver driver = Driver().RunGenerators(compilation);

        CSharpCompilation edited = compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees.First(),
            CSharpSyntaxTree.ParseText(Source.Replace("= -1", "= -2", StringComparison.Ordinal)));
        GeneratorRunResult result = driver.RunGenerators(edited).GetRunResult().Results.Single();

        Assert.Contains(
            result.TrackedSteps[ProtocolGenerator.ApiStep].SelectMany(run => run.Outputs),
            output => output.Reason == IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Property_of_a_type_that_is_not_on_the_wire_stops_the_build()
    {
        string source = Source.Replace("public int Dropped", "public DateTime Dropped", StringComparison.Ordinal)
            .Replace(" = -1;", "", StringComparison.Ordinal);
        Driver().RunGeneratorsAndUpdateCompilation(Compile(source), out Compilation output, out _);
        Assert.Contains(output.GetDiagnostics(), diagnostic => diagnostic.Id == "CS1029");
    }

    private static readonly IncrementalStepRunReason[] CachedOrUnchanged =
        [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ProtocolGenerator().AsSourceGenerator()],
        driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static CSharpCompilation Compile(string source)
    {
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source)],
            assemblies.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }
}
