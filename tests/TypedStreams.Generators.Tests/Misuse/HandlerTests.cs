namespace TypedStreams.Generators.Tests.Misuse;

public class HandlerTests
{
    [Theory]
    [InlineData("SLEEP(5);")]
    [InlineData("Load().Wait();")]
    [InlineData("var y = Load().Result;")]
    [InlineData("Load().GetAwaiter().GetResult();")]
    [InlineData("Task.WaitAll(Load(), Load());")]
    [InlineData("var task = Load(); task.Wait();")]
    public async Task Handler_that_blocks_is_reported(string statements)
    {
        Assert.Equal(["TS0042"], await Code.IdsAsync(Handler(statements)));
        Assert.Empty(await Code.IdsAsync(Handler(statements).Replace("void On", "void Other", StringComparison.Ordinal)
            .Replace("[Handle] ", "[Handle] public void On(M x) { } ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("await DELAY(5);")]
    [InlineData("await Load();")]
    [InlineData("var a = Load(); var b = Load(); await Task.WhenAll(a, b); _ = a.Result + b.Result;")]
    [InlineData("_ = Task.FromResult(1).Result;")]
    public async Task Handler_that_awaits_is_not(string statements) =>
        Assert.Empty(await Code.IdsAsync(Handler(statements + " await Task.Yield();", "async Task")));

    [Fact]
    public async Task Send_that_a_handler_waits_for_is_reported_once() => Assert.Equal(
        ["TS0041"],
        await Code.IdsAsync(Handler("Out.SendAsync(new N(1)).AsTask().Wait();")));

    [Theory]
    [InlineData("try { Use(x); } catch { }")]
    [InlineData("try { Use(x); } catch (Exception) { }")]
    [InlineData("try { Use(x); } catch (Exception) { return; }")]
    [InlineData("try { Use(x.X); } catch (Exception error) { /* never mind */ _ = 0; } finally { }", false)]
    [InlineData("try { Use(x); } catch (TimeoutException) { }", false)]
    [InlineData("try { Use(x); } catch (Exception error) when (error is TimeoutException) { }", false)]
    [InlineData("try { Use(x); } catch (Exception error) { Use(error); }", false)]
    [InlineData("try { Use(x); } catch { throw; }", false)]
    [InlineData("try { System.IO.File.Delete(\"tmp\"); } catch { }", false)]
    public async Task Failure_that_a_handler_swallows_is_reported(string statements, bool isReported = true)
    {
        Assert.Equal(isReported ? ["TS0043"] : [], await Code.IdsAsync(Handler(statements)));
    }

    [Theory]
    [InlineData("row.Commit();")]
    [InlineData("row.Rollback();")]
    [InlineData("row.Dispose();")]
    [InlineData("var other = row; other.Commit();")]
    [InlineData("row.Connection!.BeginTransaction();")]
    [InlineData("row.Connection?.Close();")]
    [InlineData("var c = row.Connection!; c.Dispose();")]
    [InlineData("using (row) { }")]
    [InlineData("using var c = row.Connection;")]
    [InlineData("using (var c = row.Connection) { }")]
    public async Task Handed_transaction_that_a_handler_ends_is_reported(string statements) =>
        Assert.Equal(["TS0044"], await Code.IdsAsync(DatabaseHandler(statements)));

    [Theory]
    [InlineData("row.Save(\"a\"); row.Rollback(\"a\");")]
    [InlineData("using var command = row.Connection!.CreateCommand(); command.Transaction = row;")]
    [InlineData("using var own = Other(); own.Commit();")]
    [InlineData("var c = row.Connection!; c.CreateCommand().Dispose();")]
    public async Task Handed_transaction_that_a_handler_works_in_is_not(string statements) =>
        Assert.Empty(await Code.IdsAsync(DatabaseHandler(statements)));

    [Theory]
    [InlineData("_count++;")]
    [InlineData("_count += 2;")]
    [InlineData("_names.Add(x.X);")]
    [InlineData("_totals[x.X] = 1;")]
    [InlineData("Static++;")]
    public async Task State_that_handlers_change_at_once_is_reported(string statements)
    {
        Assert.Equal(["TS0048"], await Code.IdsAsync(Counter(statements, ", Concurrency = 4")));
        Assert.Empty(await Code.IdsAsync(Counter(statements, "")));
        Assert.Empty(await Code.IdsAsync(Counter("lock (_names) { " + statements + " }", ", Concurrency = 4")));
    }

    [Theory]
    [InlineData("Interlocked.Increment(ref _count);")]
    [InlineData("_safe.TryAdd(x.X, 1);")]
    [InlineData("var mine = new List<string>(); mine.Add(x.X);")]
    [InlineData("var i = 0; i++;")]
    public async Task State_that_is_safe_is_not(string statements) =>
        Assert.Empty(await Code.IdsAsync(Counter(statements, ", Concurrency = 4")));

    [Fact]
    public async Task State_of_a_group_that_may_have_an_instance_a_message_is_not_judged() => Assert.Empty(
        await Code.IdsAsync(Counter("_count++;", ", Concurrency = 4").Replace(
            "class G", "class G(IServiceProvider all)", StringComparison.Ordinal)));

    private static string Handler(string statements, string returns = "void") => Code.Group($$"""
        public IProducer<N> Out { get; set; } = null!;
        private static async Task<int> Load() { await Task.Yield(); return 1; }
        private static void Use(object x) { }
        [Handle] public {{returns}} On(M x) { {{Code.Spelled(statements)}} }
        """);

    private static string DatabaseHandler(string statements) => Code.Group($$"""
        private static System.Data.Common.DbTransaction Other() => throw new NotSupportedException();
        [Handle(ExactlyOnce = true)]
        public void On(M x, System.Data.Common.DbTransaction row) { {{statements}} }
        """);

    private static string Counter(string statements, string settings) => Code.Group(
        $$"""
        private int _count;
        private static int Static;
        private readonly List<string> _names = [];
        private readonly Dictionary<string, int> _totals = [];
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _safe = new();
        [Handle] public void On(M x) { {{statements}} }
        """,
        settings);
}
