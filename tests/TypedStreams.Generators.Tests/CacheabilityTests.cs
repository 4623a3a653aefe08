using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedStreams.Generators.Tests;

public class CacheabilityTests
{
    private const string Source = """
        namespace Shop;
        [Message("orders")] public partial record Order([Key] string Id, List<Part> Parts);
        [ConsumerGroup("g")] public class Group { [Handle] public void On(Order order) { } }
        [View<Order>] public readonly ref partial struct OrderView;
        """;

    private const string Part = "namespace Shop; public record Part(int X);";

    [Fact]
    public void Unrelated_edit_leaves_every_step_cached()
    {
        var steps = StepsAfter(Part, Part, "class Unrelated { void M() { } }");
        Assert.Equal(4, steps.Count);
        Assert.All(steps, step => Assert.Contains(
            step.Reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
    }

    [Fact]
    public void Edit_of_a_nested_type_in_another_file_renews_the_message()
    {
        var steps = StepsAfter(Part, "namespace Shop; public record Part(int X, int Y = 0);", "");
        Assert.Contains(
            steps, step => step is { Name: ContractGenerator.SchemaStep, Reason: IncrementalStepRunReason.Modified });
        Assert.Contains(
            steps, step => step is { Name: ContractGenerator.ViewStep, Reason: IncrementalStepRunReason.Modified });
        Assert.DoesNotContain(
            steps, step => step is { Name: ContractGenerator.GroupStep, Reason: IncrementalStepRunReason.Modified });
    }

    [Fact]
    public void Edit_of_one_of_500_messages_makes_one_file_anew()
    {
        var sources = Enumerable.Range(0, 500)
            .Select(i => $"namespace Shop; [Message(\"t{i}\")] public partial record M{i}(int X, List<string> Y);");
        var compilation = GeneratorRun.Compile([.. sources]);
        var driver = GeneratorRun.Driver().RunGenerators(compilation);
        var edit = GeneratorRun.Compile("namespace Shop; [Message(\"t250\")] public partial record M250(int X);");
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[250], edit.SyntaxTrees[0]);
        Assert.Equal(1, Renewed(driver.RunGenerators(edited)));
    }

    [Fact]
    public void Edit_of_a_recorded_version_renews_the_message_of_its_subject_alone()
    {
        const string Version = """
            {"type":"record","name":"M","namespace":"Shop","fields":[{"name":"X","type":"int"}]}
            """;
        var compilation = GeneratorRun.Compile(
            "namespace Shop; [Message(\"a\")] public partial record M(long X);"
            + "[Message(\"b\")] public partial record N(long X);");
        var file = new SchemaFile("/shop/schemas/a-value/v1.avsc", "{}");
        var driver = GeneratorRun.Driver().AddAdditionalTexts([file]).RunGenerators(compilation);
        driver = driver.ReplaceAdditionalText(file, new SchemaFile(file.Path, Version)).RunGenerators(compilation);
        Assert.Equal(1, Renewed(driver));
        Assert.Contains(
            "ReadMV1(ref ", driver.GetRunResult().Results[0].GeneratedSources[0].SourceText.ToString());
    }

    /// <summary>Messages whose file was emitted again.</summary>
    private static int Renewed(GeneratorDriver driver) => driver.GetRunResult().Results[0]
        .TrackedSteps[ContractGenerator.VersionsStep].SelectMany(step => step.Outputs)
        .Count(output => output.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New);

    private static List<(string Name, IncrementalStepRunReason Reason)> StepsAfter(
        string before, string after, string added)
    {
        var compilation = GeneratorRun.Compile(Source, before);
        var driver = GeneratorRun.Driver().RunGenerators(compilation);
        var edited = compilation
            .ReplaceSyntaxTree(compilation.SyntaxTrees[1], GeneratorRun.Compile(after).SyntaxTrees[0])
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(added));
        var result = driver.RunGenerators(edited).GetRunResult().Results[0];
        return
        [
            .. new[]
                {
                    ContractGenerator.MessageStep,
                    ContractGenerator.SchemaStep,
                    ContractGenerator.GroupStep,
                    ContractGenerator.ViewStep,
                }
                .SelectMany(name => result.TrackedSteps[name]
                    .SelectMany(step => step.Outputs).Select(output => (name, output.Reason))),
        ];
    }
}
