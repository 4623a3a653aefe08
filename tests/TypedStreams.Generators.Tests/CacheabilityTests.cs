using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedStreams.Generators.Tests;

public class CacheabilityTests
{
    private const string Source = """
        namespace Shop;
        [Message("orders")] public partial record Order([Key] string Id, List<Part> Parts);
        [ConsumerGroup("g")] public class Group { [Handle] public void On(Order order) { } }
        """;

    private const string Part = "namespace Shop; public record Part(int X);";

    [Fact]
    public void Unrelated_edit_leaves_every_step_cached()
    {
        var steps = StepsAfter(Part, Part, "class Unrelated { void M() { } }");
        Assert.Equal(3, steps.Count);
        Assert.All(steps, step => Assert.Contains(
            step.Reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
    }

    [Fact]
    public void Edit_of_a_nested_type_in_another_file_renews_the_message()
    {
        var steps = StepsAfter(Part, "namespace Shop; public record Part(int X, int Y = 0);", "");
        Assert.Contains(
            steps, step => step is { Name: ContractGenerator.SchemaStep, Reason: IncrementalStepRunReason.Modified });
        Assert.DoesNotContain(
            steps, step => step is { Name: ContractGenerator.GroupStep, Reason: IncrementalStepRunReason.Modified });
    }

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
            .. new[] { ContractGenerator.MessageStep, ContractGenerator.SchemaStep, ContractGenerator.GroupStep }
                .SelectMany(name => result.TrackedSteps[name]
                    .SelectMany(step => step.Outputs).Select(output => (name, output.Reason))),
        ];
    }
}
