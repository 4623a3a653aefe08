namespace TypedStreams.Generators.Tests.Views;

public class ViewHandlerTests
{
    private const string Shop = """
        namespace Shop;
        [Message("orders")] public sealed partial record Order([Key] string Id, int Count);
        [Message("bills")] public sealed partial record Bill([Key] string Id);
        [View<Order>] public readonly ref partial struct OrderView;
        """;

    [Theory]
    [InlineData("[Handle] public void On(OrderView order) { }", "HandleView")]
    [InlineData(
        "[Handle] public static Task On(OrderView order, CancellationToken ct) => Task.CompletedTask;", "HandleView")]
    [InlineData(
        "[Handle, Retry(3)] public ValueTask On(OrderView order, MessageContext context) => default;", "HandleView")]
    [InlineData("[Handle(ExactlyOnce = true)] public void On(OrderView order) { }", "PipeView")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public Bill On(OrderView order) => new(order.Id.ToString());", "PipeView")]
    [InlineData("[Handle(ExactlyOnce = true)] public Bill? On(OrderView order) => null;", "PipeView")]
    [InlineData("[Handle(ExactlyOnce = true)] public List<Bill>? On(OrderView order) => null;", "PipeView")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public (Bill, Order?) On(OrderView order) => (new(\"b\"), order.ToMessage());",
        "PipeView")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public Task<Bill?> On(OrderView order) => Task.FromResult<Bill?>(null);",
        "PipeView")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public ValueTask<Bill[]> On(OrderView order, MessageContext context) => default;",
        "PipeView")]
    [InlineData(
        "[Handle(ExactlyOnce = true)] public Bill[] On(OrderView order, System.Data.Common.DbTransaction db) => [];",
        "StoreView")]
    public void Registration_of_a_handler_that_takes_a_view_compiles(string handler, string method)
    {
        var files = GeneratorRun.Generate(
            Shop, "namespace Shop; [ConsumerGroup(\"g\")] public sealed class Group { " + handler + " }");
        Assert.Contains(
            $"group.{method}<global::Shop.Order, global::Shop.OrderView>(", files["Shop.GroupRegistration.g.cs"]);
    }
}
