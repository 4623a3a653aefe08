namespace TypedStreams.Generators.Tests.Misuse;

public class TransactionTests
{
    private const string With = """
        await using var p = client.CreateProducer(
            new TypedStreams.Client.KafkaProducerOptions { TransactionalId = "a" });
        """;

    private const string Without = "await using var p = client.CreateProducer(); ";
    private const string Init = "await p.InitTransactionsAsync(); ";
    private const string Begin = "p.BeginTransaction(); ";
    private const string Send = "await p.SendAsync(\"t\", default(ReadOnlyMemory<byte>?), default); ";
    private const string Commit = "await p.CommitTransactionAsync(); ";
    private const string Abort = "await p.AbortTransactionAsync(); ";

    [Theory]
    [InlineData(Without + Init, "made without a TransactionalId")]
    [InlineData(Without + Begin + Commit, "made without a TransactionalId")]
    [InlineData(With + Begin + Send + Commit, "await InitTransactionsAsync once before")]
    [InlineData(With + Init + Send + Commit, "call BeginTransaction first")]
    [InlineData(With + Init + Commit, "call BeginTransaction first")]
    [InlineData(With + Init + Begin + Send, "begins a transaction that nothing here ends")]
    [InlineData(With + Init + Begin + Send + Commit + Commit, "finds no open transaction")]
    [InlineData(With + Init + Begin + Send + Abort + Commit, "finds no open transaction")]
    [InlineData(With + Init + Begin + Send + "await consumer.CommitAsync([]); " + Commit, "apart from the transaction")]
    public async Task Transaction_out_of_order_is_reported(string statements, string reason)
    {
        var found = Assert.Single(await Code.FindAsync(Code.Async(statements)));
        Assert.Equal("TS0046", found.Id);
        Assert.Contains(reason, found.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Without + Send)]
    [InlineData(With + Init)]
    [InlineData(With + Init + Begin + Send + Commit)]
    [InlineData(With + Init + Begin + Send + Commit + Begin + Send + Abort)]
    [InlineData(With + Init + "while (true) { " + Begin + Send + Commit + " }")]
    [InlineData(With + Init + Begin + "try { " + Send + Commit + " } catch { " + Abort + " }")]
    [InlineData(With + "Use(p); " + Begin + Send + Commit + " static void Use(object x) { }")]
    [InlineData(With + Init + "Action begin = () => p.BeginTransaction(); begin(); " + Send + Commit)]
    [InlineData("var o = Options(); await using var p = client.CreateProducer(o); " + Init
        + " static TypedStreams.Client.KafkaProducerOptions Options() => new();")]
    [InlineData("await consumer.CommitAsync([]);")]
    public async Task Transaction_in_order_is_not(string statements) =>
        Assert.Empty(await Code.IdsAsync(Code.Async(statements)));
}
