namespace TypedStreams.Generators.Tests.Misuse;

public class SendTests
{
    [Theory]
    [InlineData("""m.SendAsync(new M("a"));""")]
    [InlineData("""_ = m.SendAsync(new M("a"));""")]
    [InlineData("""_ = m.SendAsync(new M("a")).AsTask();""")]
    [InlineData("""m.SendAsync(new M("a")).ConfigureAwait(false);""")]
    [InlineData("""m?.SendAsync(new M("a"));""")]
    [InlineData("""m.DeleteAsync("a");""")]
    [InlineData("""_ = outbox.AddAsync(new M("a"), row);""")]
    [InlineData("""Action<M> send = message => m.SendAsync(message);""")]
    [InlineData("""new List<M>().ForEach(message => m.SendAsync(message));""")]
    [InlineData("""
        await using var p = client.CreateProducer(); p.SendAsync("t", default(ReadOnlyMemory<byte>?), default);
        """)]
    [InlineData("""await using var p = client.CreateProducer(); p.FlushAsync();""")]
    public async Task Dropped_send_is_reported(string statements) =>
        Assert.Equal(["TS0040"], await Code.IdsAsync(Code.Async(statements)));

    [Theory]
    [InlineData("""await m.SendAsync(new M("a"));""")]
    [InlineData("""_ = await m.SendAsync(new M("a"));""")]
    [InlineData("""await m.SendAsync(new M("a")).ConfigureAwait(false);""")]
    [InlineData("""var sending = m.SendAsync(new M("a")); await sending;""")]
    [InlineData("""var all = new List<Task> { m.SendAsync(new M("a")).AsTask() }; await Task.WhenAll(all);""")]
    [InlineData("""Func<M, ValueTask<RecordPosition>> send = message => m.SendAsync(message);""")]
    [InlineData("""await outbox.AddAsync(new M("a"), row);""")]
    [InlineData("""
        await using var p = client.CreateProducer(); _ = p.SendAsync("t", default(ReadOnlyMemory<byte>?), default);
        """)]
    [InlineData("""var sending = m.SendAsync(new M("a")); if (sending.IsCompletedSuccessfully) _ = sending.Result;""")]
    public async Task Kept_send_is_not(string statements) =>
        Assert.Empty(await Code.IdsAsync(Code.Async(statements)));

    [Theory]
    [InlineData("""var at = m.SendAsync(new M("a")).Result;""")]
    [InlineData("""m.SendAsync(new M("a")).AsTask().Wait();""")]
    [InlineData("""m.SendAsync(new M("a")).GetAwaiter().GetResult();""")]
    [InlineData("""m.SendAsync(new M("a")).AsTask().GetAwaiter().GetResult();""")]
    [InlineData("""outbox.AddAsync(new M("a"), row).AsTask().Wait();""")]
    public async Task Thread_that_waits_for_a_send_is_reported(string statements) =>
        Assert.Equal(["TS0041"], await Code.IdsAsync(Code.Async(statements)));

    [Theory]
    [InlineData("""await m.DeleteAsync(5);""", "an int key, but 'M' has a string key")]
    [InlineData("""await m.DeleteAsync(Guid.Empty);""", "a Guid key, but 'M' has a string key")]
    [InlineData("""await l.DeleteAsync(5);""", "an int key, but 'L' has a long key")]
    [InlineData("""await n.DeleteAsync("a");""", "a string key, but 'N' has none")]
    public async Task Tombstone_with_a_key_that_no_message_has_is_reported(string statements, string message)
    {
        var found = Assert.Single(await Code.FindAsync(Code.Async(statements)));
        Assert.Equal("TS0049", found.Id);
        Assert.Contains(message, found.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""await m.DeleteAsync("a");""")]
    [InlineData("""await l.DeleteAsync(5L);""")]
    [InlineData("""MessageKey key = 5; await m.DeleteAsync(key);""")]
    [InlineData("""await m.DeleteAsync(new MessageKey([1, 2]));""")]
    public async Task Tombstone_with_the_key_of_its_message_is_not(string statements) =>
        Assert.Empty(await Code.IdsAsync(Code.Async(statements)));

    [Fact]
    public async Task Tombstone_of_a_generic_producer_is_not_judged() => Assert.Empty(await Code.IdsAsync(
        """
        public class A<T>(IProducer<T> p)
            where T : IMessage<T> { public async Task B() => await p.DeleteAsync(5); }
        """));

    [Theory]
    [InlineData("public IProducer<N> Out { get; set; } = null!;", "await Out.SendAsync(new N(1));")]
    [InlineData(
        "public IServiceProvider All { get; set; } = null!;",
        "await ((IProducer<N>)All.GetService(typeof(IProducer<N>))!).SendAsync(new N(1));")]
    [InlineData(
        "public IProducer<N> Out { get; set; } = null!; private async Task Also() => await Out.SendAsync(new N(1));",
        "await Also();")]
    [InlineData(
        "public TypedStreams.Client.KafkaProducer Out { get; set; } = null!;",
        "await Out.SendAsync(\"u\", default(ReadOnlyMemory<byte>?), default);")]
    public async Task Send_of_an_exactly_once_group_is_reported(string members, string statements) => Assert.Equal(
        ["TS0045"],
        await Code.IdsAsync(Code.Group(
            members + " [Handle(ExactlyOnce = true)] public async Task On(M x) { " + statements + " }")));

    [Theory]
    [InlineData("[Handle] public async Task On(M x) { await Out.SendAsync(new N(1)); }")]
    [InlineData("[Handle(ExactlyOnce = true)] public N On(M x) => new(1);")]
    public async Task Send_of_another_group_is_not(string members) => Assert.Empty(await Code.IdsAsync(
        Code.Group("public IProducer<N> Out { get; set; } = null!; " + members)));

    [Fact]
    public async Task Outbox_of_an_exactly_once_handler_is_in_its_transaction() => Assert.Empty(await Code.IdsAsync(
        Code.Group("""
            public IOutbox Out { get; set; } = null!;
            [Handle(ExactlyOnce = true)]
            public async Task On(M x, System.Data.Common.DbTransaction row) => await Out.AddAsync(new N(1), row);
            """)));

    [Fact]
    public async Task Warning_can_be_suppressed_where_it_is_meant() => Assert.Empty(await Code.IdsAsync(Code.Async("""
        #pragma warning disable TS0040
        _ = m.SendAsync(new M("a"));
        #pragma warning restore TS0040
        """)));
}
