namespace TypedStreams.Generators.Tests.Misuse;

public class FixTests
{
    private const string Sleepy = """
        [ConsumerGroup("g")]
        public class G
        {
            private static Task Load() => Task.CompletedTask;
            private static Task<N> Make() => Task.FromResult(new N(1));

            HANDLER
        }
        """;

    [Theory]
    [InlineData("""m.SendAsync(new M("a"));""", """await m.SendAsync(new M("a"));""")]
    [InlineData("""_ = m.SendAsync(new M("a"));""", """await m.SendAsync(new M("a"));""")]
    [InlineData("""m.SendAsync(new M("a")).AsTask().Wait();""", """await m.SendAsync(new M("a"));""")]
    [InlineData("""var at = m.SendAsync(new M("a")).Result;""", """var at = await m.SendAsync(new M("a"));""")]
    [InlineData(
        """var at = m.SendAsync(new M("a")).Result.Offset;""",
        """var at = (await m.SendAsync(new M("a"))).Offset;""")]
    [InlineData("""m.SendAsync(new M("a")).GetAwaiter().GetResult();""", """await m.SendAsync(new M("a"));""")]
    [InlineData(
        """Func<Task> send = async () => { m.SendAsync(new M("a")); await Task.Yield(); };""",
        """Func<Task> send = async () => { await m.SendAsync(new M("a")); await Task.Yield(); };""")]
    public Task Send_is_awaited(string before, string after) =>
        AssertMendedAsync("Await it", Code.Async(before), Code.Async(after));

    [Fact]
    public async Task Send_in_a_function_that_is_not_async_gets_no_fix()
    {
        using var run = new FixRun(Code.Async("""Action<M> send = message => m.SendAsync(message);"""));
        Assert.Empty(await run.TitlesAsync());
    }

    [Theory]
    [InlineData(
        "[Handle] public void On(M x) { Load().Wait(); }",
        "[Handle] public async Task On(M x) { await Load(); }")]
    [InlineData(
        "[Handle] public void On(M x) => Load().Wait();",
        "[Handle] public async Task On(M x) => await Load();")]
    [InlineData(
        "[Handle] public void On(M x, CancellationToken ct) { SLEEP(5); }",
        "[Handle] public async Task On(M x, CancellationToken ct) { await DELAY(5, ct); }")]
    [InlineData(
        "[Handle] public Task On(M x) { SLEEP(5); return Task.CompletedTask; }",
        "[Handle] public async Task On(M x) { await DELAY(5); return; }")]
    [InlineData(
        "[Handle] public ValueTask On(M x) { SLEEP(5); return default; }",
        "[Handle] public async ValueTask On(M x) { await DELAY(5); return; }")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public N On(M x) => Make().Result;",
        "[Handle(ExactlyOnce = true)] public async Task<N> On(M x) => await Make();")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public Task<N> On(M x) { SLEEP(5); return Task.FromResult(new N(1)); }",
        "[Handle(ExactlyOnce = true)] public async Task<N> On(M x) { await DELAY(5); return new N(1); }")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public Task<N> On(M x) { SLEEP(5); return Make(); }",
        "[Handle(ExactlyOnce = true)] public async Task<N> On(M x) { await DELAY(5); return await Make(); }")]
    [InlineData(
        "[Handle] public void On(M x) { Task.WaitAll(Load(), Load()); }",
        "[Handle] public async Task On(M x) { await Task.WhenAll(Load(), Load()); }")]
    public Task Handler_that_blocks_becomes_async(string before, string after) => AssertMendedAsync(
        "Await it", Code.Messages + With(before), Code.Messages + With(after));

    [Theory]
    [InlineData("Add [Handle]", "public void Other(N x) { }", "[Handle]\n    public void Other(N x) { }")]
    [InlineData(
        "Return Task",
        "[Handle] public async void Other(N x) { await Task.Yield(); }",
        "[Handle] public async Task Other(N x) { await Task.Yield(); }")]
    [InlineData("Make it internal", "[Handle] private void Other(N x) { }", "[Handle] internal void Other(N x) { }")]
    [InlineData("Make it internal", "[Handle] void Other(N x) { }", "[Handle] internal void Other(N x) { }")]
    [InlineData(
        "Throw it on",
        "[Handle] public void Other(N x) { try { _ = x.X; } catch { } }",
        "[Handle] public void Other(N x) { try { _ = x.X; } catch { throw; } }")]
    public Task Handler_is_mended(string title, string before, string after) => AssertMendedAsync(
        title,
        Code.Group("[Handle] public void On(M x) { }\n    " + before),
        Code.Group("[Handle] public void On(M x) { }\n    " + after));

    [Theory]
    [InlineData(
        "Make it exactly once",
        "[Handle] public N On(M x) => new(1);",
        "[Handle(ExactlyOnce = true)] public N On(M x) => new(1);")]
    [InlineData(
        "Make it exactly once",
        "[Handle] public void On(M x, System.Data.Common.DbTransaction row) { }",
        "[Handle(ExactlyOnce = true)] public void On(M x, System.Data.Common.DbTransaction row) { }")]
    [InlineData(
        "Make all handlers exactly once",
        "[Handle(ExactlyOnce = true)] public void On(M x) { } [Handle] public void Other(N x) { }",
        "[Handle(ExactlyOnce = true)] public void On(M x) { } [Handle(ExactlyOnce = true)] public void Other(N x) { }")]
    [InlineData(
        "Add [Handle] to 'On'",
        "public void On(M x) { }",
        "[Handle]\n    public void On(M x) { }")]
    [InlineData(
        "Remove it",
        "[Handle(ExactlyOnce = true)] public void On(M x, System.Data.Common.DbTransaction row) { row.Commit(); }",
        "[Handle(ExactlyOnce = true)] public void On(M x, System.Data.Common.DbTransaction row) { }")]
    public Task Delivery_is_mended(string title, string before, string after) =>
        AssertMendedAsync(title, Code.Group(before), Code.Group(after));

    [Theory]
    [InlineData("Remove this [Key]", "[Message(\"a\")] public partial record A([Key] string X, [Key] string Y);",
        "[Message(\"a\")] public partial record A([Key] string X, string Y);")]
    [InlineData("Use Avro", "[Message(\"a\", Format = (SchemaFormat)9)] public partial record A(int X);",
        "[Message(\"a\")] public partial record A(int X);")]
    [InlineData("Name the topic 'a-b'", "[Message(\"a b\")] public partial record A(int X);",
        "[Message(\"a-b\")] public partial record A(int X);")]
    [InlineData(
        "Take the number from its place",
        "[Message(\"a\")] public partial record A([Field(Number = 19_500)] int X);",
        "[Message(\"a\")] public partial record A(int X);")]
    [InlineData(
        "Take the number from its place",
        "[Message(\"a\")] public partial record A([Field(Number = 19_500, Doc = \"D.\")] int X);",
        "[Message(\"a\")] public partial record A([Field(Doc = \"D.\")] int X);")]
    [InlineData(
        "Leave the strategy to the settings",
        "[Message(\"a\", SubjectNameStrategy = SubjectNameStrategy.Associated)] public partial record A(int X);",
        "[Message(\"a\")] public partial record A(int X);")]
    public Task Message_is_mended(string title, string before, string after) =>
        AssertMendedAsync(title, before + "\n", after + "\n");

    [Fact]
    public Task Key_of_a_tombstone_is_widened() => AssertMendedAsync(
        "Write it as a long",
        Code.Async("await l.DeleteAsync(5);"),
        Code.Async("await l.DeleteAsync((long)5);"));

    [Fact]
    public async Task All_sends_of_a_file_are_awaited_at_once()
    {
        using var run = new FixRun(Code.Async("""
            m.SendAsync(new M("a")); n.SendAsync(new N(1));
                    _ = l.DeleteAsync(5L);
            """));
        await run.ApplyToAllAsync("Await it");
        Assert.Equal(
            Code.Async("""
                await m.SendAsync(new M("a")); await n.SendAsync(new N(1));
                        await l.DeleteAsync(5L);
                """),
            await run.SourceAsync());
        await run.IsGreenAsync();
    }

    [Fact]
    public async Task All_forgotten_handlers_are_marked_at_once()
    {
        using var run = new FixRun(Code.Group(
            "[Handle] public void On(M x) { }\n    public void A(N x) { }\n    public void B(L x) { }"));
        await run.ApplyToAllAsync("Add [Handle]");
        Assert.Equal(
            Code.Group("[Handle] public void On(M x) { }\n    [Handle]\n    public void A(N x) { }\n    [Handle]\n"
                + "    public void B(L x) { }"),
            await run.SourceAsync());
        await run.IsGreenAsync();
    }

    private static string With(string handler) =>
        Sleepy.Replace("HANDLER", Code.Spelled(handler), StringComparison.Ordinal);

    private static async Task AssertMendedAsync(string title, string before, string after)
    {
        using var run = new FixRun(before);
        await run.ApplyAsync(title);
        Assert.Equal(after, await run.SourceAsync());
        await run.IsGreenAsync();
    }
}
