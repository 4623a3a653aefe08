using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Emit;

namespace TypedStreams.Generators.Tests;

public class DiagnosticTests
{
    private const string Message = """[Message("t")] public partial record M(int X); """
        + """[Message("u")] public partial record N(int X); """;

    private const string Pipe = Group + """class G { [Handle(ExactlyOnce = true)] public """;

    private const string Group = Message + """[ConsumerGroup("g")] public """;

    [Theory]
    [InlineData("TS0001", """[Message("t")] public record M(int X);""")]
    [InlineData("TS0001", """public class Outer { [Message("t")] public partial record M(int X); }""")]
    [InlineData("TS0002", """[Message("t")] public partial record M(ulong X);""")]
    [InlineData("TS0002", """[Message("t")] public partial record M(object X);""")]
    [InlineData("TS0002", """[Message("t")] public partial record M(Dictionary<int, string> X);""")]
    [InlineData("TS0002", """[Flags] public enum F { A = 1, B = 2 } [Message("t")] public partial record M(F X);""")]
    [InlineData("TS0002", """[Message("t")] public partial record M(List<Version?> X);""")]
    [InlineData("TS0003", """[Message("t")] public partial record M([Key] string X, [Key] string Y);""")]
    [InlineData("TS0004", """[Message("t")] public partial record M([Key] double X);""")]
    [InlineData("TS0004", """[Message("t")] public partial record M([Key] string? X);""")]
    [InlineData("TS0005", """[Message("t")] public partial record M(decimal X);""")]
    [InlineData("TS0006", """[Message("t")] public partial record M([Decimal(29, 0)] decimal X);""")]
    [InlineData("TS0006", """[Message("t")] public partial record M([Decimal(4, 5)] decimal X);""")]
    [InlineData(
        "TS0007",
        """[Message("t")] public partial class M { public M(int other) { } public int X { get; } }""")]
    [InlineData("TS0008", """[Message("t")] public partial record M([property: Field(Name = "no-name")] int X);""")]
    [InlineData("TS0008", """[Message("t")] public partial record M([Field(Name = "Y")] int X, int Y);""")]
    [InlineData("TS0008", """[Message("t")] public partial record M([Field(Default = "x")] int X);""")]
    [InlineData("TS0009", """[Message("t")] public partial record M<T>(int X);""")]
    [InlineData("TS0009", """[Message("t")] public abstract partial record M(int X);""")]
    [InlineData("TS0010", """[Message("t", Format = (SchemaFormat)3)] public partial record M(int X);""")]
    [InlineData("TS0012", """[Message("t")] public partial record M([Field(Number = 19_500)] int X);""")]
    [InlineData(
        "TS0012",
        """[Message("t")] public partial record M([Field(Number = 2)] int X, [Field(Number = 2)] int Y);""")]
    [InlineData("TS0002", """[Message("t")] public partial record M([Fixed(0)] byte[] X);""")]
    [InlineData("TS0002", """[Message("t")] public partial record M([Fixed(2)] int X);""")]
    [InlineData("TS0002", """[Message("t")] public partial record M(A X); public abstract record A;""")]
    [InlineData(
        "TS0002",
        """[Message("t")] public partial record M(A X); [Union(typeof(string))] public abstract record A;""")]
    [InlineData(
        "TS0002",
        """
        [Message("t", Format = SchemaFormat.Protobuf)] public partial record M(E X);
        public enum E : long { A = 1L << 40 }
        """)]
    [InlineData(
        "TS0002", """[Message("t")] public partial record M { [UnknownFields] public int X { get; init; } }""")]
    [InlineData(
        "TS0033",
        """[Message("t", SubjectNameStrategy = SubjectNameStrategy.Associated)] public partial record M(int X);""")]
    [InlineData("TS0011", """[Message("no topic")] public partial record M(int X);""")]
    [InlineData("TS0011", """[Message("")] public partial record M(int X);""")]
    public Task Mistake_is_reported_once_and_generates_nothing_for_its_type(string id, string source) =>
        AssertReportedOnceAsync(id, source);

    [Theory]
    [InlineData("TS0015", Message + """[View<M>(Format = SchemaFormat.Json)] readonly ref partial struct V;""")]
    [InlineData("TS0015", Message + """[View<M>(Format = SchemaFormat.Protobuf)] readonly ref partial struct V;""")]
    [InlineData("TS0016", Message + """[View<M>] readonly ref struct V;""")]
    [InlineData("TS0016", Message + """[View<M>] readonly partial struct V;""")]
    [InlineData("TS0016", Message + """[View<M>] ref partial struct V;""")]
    [InlineData("TS0016", Message + """class O { [View<M>] readonly ref partial struct V; }""")]
    [InlineData("TS0016", """public record R(int X); [View<R>] readonly ref partial struct V;""")]
    public Task Mistake_of_a_view_is_reported_once(string id, string source) => AssertReportedOnceAsync(id, source);

    [Theory]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(string x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public int On(M x) => 0; }""")]
    [InlineData("TS0020", Group + """class G { [Handle] private void On(M x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(M x, int y) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(M x, M y) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On<T>(M x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public async void On(M x) { await Task.Yield(); } }""")]
    [InlineData(
        "TS0020", Group + """class G { [Handle] public void On(M x, System.Data.Common.DbTransaction t) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(List<M> x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(IEnumerable<M> x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(ReadOnlyMemory<M> x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(IReadOnlyList<string> x) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(M[] x, MessageContext c) { } }""")]
    [InlineData("TS0020", Group + """class G { [Handle] public void On(M x, BatchContext c) { } }""")]
    [InlineData("TS0021", Group + """class G { [Handle] public void A(M x) { } [Handle] public void B(M[] x) { } }""")]
    [InlineData("TS0021", Group + """class G { [Handle] public void A(M x) { } [Handle] public void B(M x) { } }""")]
    [InlineData("TS0022", """[ConsumerGroup("g")] public class G { public void On(string x) { } }""")]
    [InlineData("TS0023", Message + """[ConsumerGroup("")] public class G { [Handle] public void On(M x) { } }""")]
    [InlineData("TS0023", Group + """abstract class G { [Handle] public void On(M x) { } }""")]
    public Task Mistake_of_a_group_is_reported_once(string id, string source) => AssertReportedOnceAsync(id, source);

    [Theory]
    [InlineData("")]
    [InlineData(", Format = SchemaFormat.Protobuf, AlsoFormats = new[] { SchemaFormat.Json }")]
    [InlineData(""", Format = SchemaFormat.Protobuf, Key = "none" """)]
    [InlineData(""", Format = SchemaFormat.Protobuf, Key = "weight" """)]
    public Task Protoc_type_that_cannot_be_a_message_is_reported_once(string settings) => AssertReportedOnceAsync(
        "TS0014",
        $$"""
        namespace Google.Protobuf { public interface IMessage; }
        [Message("t"{{settings}})]
        public partial class M : Google.Protobuf.IMessage { public double Weight { get; set; } }
        """);

    [Theory]
    [InlineData("TS0020", Pipe + """async void On(M x) { await Task.Yield(); } }""")]
    [InlineData(
        "TS0020",
        Pipe + """void On(M x, System.Data.Common.DbTransaction a, System.Data.Common.DbTransaction b) { } }""")]
    [InlineData("TS0024", Pipe + """int On(M x) => 0; }""")]
    [InlineData("TS0024", Pipe + """Task<string> On(M x) => null!; }""")]
    [InlineData("TS0024", Pipe + """(N, string) On(M x) => default; }""")]
    [InlineData("TS0024", Pipe + """object On(M x) => x; }""")]
    [InlineData("TS0024", Pipe + """N[,] On(M x) => new N[0, 0]; }""")]
    [InlineData("TS0025", Group + """class G { [Handle] public N On(M x) => new(1); }""")]
    [InlineData("TS0025", Group + """class G { [Handle] public Task<N[]> On(M x) => null!; }""")]
    [InlineData("TS0026", Pipe + """N On(M x) => new(1); [Handle] public void On(N x) { } }""")]
    [InlineData(
        "TS0027",
        Group + """class G(IProducer<N> n) { [Handle(ExactlyOnce = true)] public N On(M x) => new(1); }""")]
    public Task Mistake_of_an_exactly_once_handler_is_reported_once(string id, string source) =>
        AssertReportedOnceAsync(id, source);

    [Theory]
    [InlineData("[Handle, Retry(1)] public void On(M x) { }")]
    [InlineData("[Handle, Retry(1001)] public void On(M x) { }")]
    [InlineData("""[Handle, Retry(3, FirstDelay = "5")] public void On(M x) { }""")]
    [InlineData("""[Handle, Retry(3, FirstDelay = "5s")] public void On(M x) { }""")]
    [InlineData("""[Handle, Retry(3, LongestDelay = "50 parsecs")] public void On(M x) { }""")]
    [InlineData("""[Handle, Retry(3, LongestDelay = "9999h")] public void On(M x) { }""")]
    [InlineData("[Handle, Retry(3, Factor = 0.5)] public void On(M x) { }")]
    [InlineData("[Handle, Retry(3, Jitter = 1.5)] public void On(M x) { }")]
    [InlineData("[Handle] public void On(M x) { } [Retry(3)] public void Other(N x) { }")]
    [InlineData("[Handle] public void On(M x) { } [DeadLetters] public void Other(N x) { }")]
    [InlineData("""[Handle, DeadLetters(RetryAfter = ["1s", "soon"])] public void On(M x) { }""")]
    [InlineData(
        """
        [Handle]
        [DeadLetters(RetryAfter = ["1s", "2s", "3s", "4s", "5s", "6s", "7s", "8s", "9s", "10s", "11s"])]
        public void On(M x) { }
        """)]
    [InlineData("[Handle, Batch] public void On(M x) { }")]
    [InlineData("[Handle] public void On(M x) { } [Batch] public void Other(N[] x) { }")]
    [InlineData("[Handle, Batch(MaxMessages = 0)] public void On(M[] x) { }")]
    [InlineData("[Handle, Batch(MaxMessages = 100_001)] public void On(M[] x) { }")]
    [InlineData("[Handle, Batch(MaxBytes = 0)] public void On(M[] x) { }")]
    [InlineData("[Handle, Batch(MaxBytes = 1_073_741_825)] public void On(M[] x) { }")]
    [InlineData("""[Handle, Batch(MaxWait = "soon")] public void On(M[] x) { }""")]
    [InlineData("""[Handle, Batch(MaxWait = "2h")] public void On(M[] x) { }""")]
    public Task Handling_option_that_makes_no_sense_is_reported_once(string members) =>
        AssertReportedOnceAsync("TS0028", Group + "class G { " + members + " }");

    [Theory]
    [InlineData("""[ConsumerGroup("g", Concurrency = 1001)] public """)]
    [InlineData("""[ConsumerGroup("g", Concurrency = -1)] public """)]
    [InlineData("""[ConsumerGroup("g"), Retry(0)] public """)]
    public Task Handling_option_of_a_class_that_makes_no_sense_is_reported_once(string attributes) =>
        AssertReportedOnceAsync(
            "TS0028",
            Message + attributes + "class G { [Handle] public void A(M x) { } [Handle] public void B(N x) { } }");

    [Fact]
    public Task Batches_of_a_concurrent_group_are_refused() => AssertReportedOnceAsync(
        "TS0028",
        Message + """[ConsumerGroup("g", Concurrency = 2)] public class G { [Handle] public void A(M[] x) { } }""");

    [Fact]
    public async Task Refused_list_of_messages_says_which_ones_are_taken()
    {
        var diagnostic = Assert.Single(await GeneratorRun.AnalyzeAsync(
            Group + """class G { [Handle] public void On(List<M> x) { } }"""));

        Assert.Contains("write IReadOnlyList<M>, M[] or ImmutableArray<M>", diagnostic.GetMessage(null));
    }

    [Theory]
    [InlineData("TS0015", """[Message("t", Format = SchemaFormat.Json)] public partial record M(int X);""", "")]
    [InlineData("TS0015", """[Message("t")] public partial record M(int Over);""", "")]
    [InlineData("TS0015", """[Message("t")] public partial record M(N X); public record N(int NView);""", "")]
    [InlineData(
        "TS0020",
        """[Message("t", AlsoFormats = new[] { SchemaFormat.Protobuf })] public partial record M(int X);""",
        "Format = SchemaFormat.Protobuf")]
    [InlineData(
        "TS0021", """[Message("t")] public partial record M(int X);""", "", "[Handle] public void Too(M m) { }")]
    public async Task View_or_handler_of_it_that_cannot_be_is_reported_once(
        string id, string message, string settings, string handler = "")
    {
        var handle = id == "TS0015" ? "" : "[ConsumerGroup(\"g\")] public class G { [Handle] public void On(V v) { } "
            + handler + " }";
        var diagnostic = Assert.Single(await GeneratorRun.AnalyzeAsync(
            $"{message} [View<M>({settings})] public readonly ref partial struct V; {handle}"));
        Assert.Equal(id, diagnostic.Id);
    }

    private static async Task AssertReportedOnceAsync(string id, string source)
    {
        var diagnostic = Assert.Single(await GeneratorRun.AnalyzeAsync(source));
        Assert.Equal(id, diagnostic.Id);
        Assert.True(diagnostic.Location.IsInSource);
        Assert.EndsWith("#" + id.ToLowerInvariant(), diagnostic.Descriptor.HelpLinkUri);

        var generated = GeneratorRun.Driver().RunGenerators(GeneratorRun.Compile(source)).GetRunResult().Results[0];
        Assert.Null(generated.Exception);
        Assert.Equal(
            source.StartsWith(Message, StringComparison.Ordinal) ? 2 : 0,
            generated.GeneratedSources.Count(file => file.HintName != ContractNotes.ProducersFile));
    }

    [Fact]
    public async Task Messages_and_groups_without_mistakes_report_nothing() => Assert.Empty(
        await GeneratorRun.AnalyzeAsync(
            Group + """class G { [Handle] public void A(M x) { } [Handle] public void B(N x) { } }"""));

    [Fact]
    public void Every_rule_is_in_the_help_page()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics.md"));
        DiagnosticAnalyzer[] analyzers =
            [new ContractAnalyzer(), new CompatibilityAnalyzer(), .. GeneratorRun.MisuseAnalyzers()];
        Assert.All(
            analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics),
            rule =>
            {
                var section = rule.Id.ToLowerInvariant();
                Assert.Contains("### " + section + "\n", page);
                Assert.Equal("generators/TypedStreams.Generators/diagnostics.md#" + section, rule.HelpLinkUri);
            });
    }
}
