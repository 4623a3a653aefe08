using Microsoft.CodeAnalysis;

namespace TypedStreams.Generators.Tests.Misuse;

public class GroupTests
{
    private const string Handler = "[Handle] public void On(M x) { } ";

    private const string Hosting = """
        public static class Hosting
        {
            public static ITypedStreamsBuilder AddTypedStreams(this object host) => throw new NotSupportedException();
        }

        """;

    [Theory]
    [InlineData("public void Other(N x) { }")]
    [InlineData("public Task Other(N x, CancellationToken ct) => Task.CompletedTask;")]
    [InlineData("public ValueTask Other(N x, MessageContext c, CancellationToken ct) => default;")]
    [InlineData("public M Other(N x) => new(\"a\");")]
    public async Task Method_that_looks_like_a_handler_is_reported(string method)
    {
        var found = Assert.Single(await Code.FindAsync(Code.Group(Handler + method)));
        Assert.Equal(("TS0047", DiagnosticSeverity.Info), (found.Id, found.Severity));
    }

    [Theory]
    [InlineData("private void Other(N x) { }")]
    [InlineData("public void Other(N x, int y) { }")]
    [InlineData("public string Other(N x) => \"\";")]
    [InlineData("public void Other(M x) { }")]
    [InlineData("public void Other(string x) { }")]
    [InlineData("[Handle] public void Other(N x) { }")]
    public async Task Other_method_is_not(string method) =>
        Assert.Empty(await Code.IdsAsync(Code.Group(Handler + method)));

    [Fact]
    public async Task Method_of_an_interface_is_no_forgotten_handler() => Assert.Empty(await Code.IdsAsync(
        Code.Group(Handler + "public void Other(N x) { }").Replace("class G", "class G : I", StringComparison.Ordinal)
            + "public interface I { void Other(N x); }"));

    [Theory]
    [InlineData("[Key] int Id", true)]
    [InlineData("[Key] Guid Id", true)]
    [InlineData("[Key] string Id", false)]
    [InlineData("[Key] Name Id", false)]
    [InlineData("int Id", false)]
    public async Task Messages_of_a_topic_with_other_keys_are_reported(string member, bool isReported) => Assert.Equal(
        isReported ? ["TS0050"] : [],
        await Code.IdsAsync(Code.Messages + "public readonly record struct Name(string Value); "
            + $"[Message(\"t\")] public partial record Other({member});"));

    [Theory]
    [InlineData("1.AddTypedStreams();", true)]
    [InlineData("1.AddTypedStreams().AddG();", false)]
    [InlineData("Func<ITypedStreamsBuilder, object> add = GRegistration.AddG; 1.AddTypedStreams();", false)]
    [InlineData("", false)]
    public async Task Group_that_an_application_does_not_add_is_reported(string statements, bool isReported)
    {
        var source = Code.Group(Handler) + Hosting + "public static class P { public static void Main() { "
            + statements + " } }";
        Assert.Equal(isReported ? ["TS0051"] : [], await Code.IdsAsync(source, OutputKind.ConsoleApplication));
        Assert.Empty(await Code.IdsAsync(source));
    }
}
