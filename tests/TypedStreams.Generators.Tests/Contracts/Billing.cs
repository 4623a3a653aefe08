namespace TypedStreams.Generators.Tests.Contracts;

[ConsumerGroup("billing")]
public sealed partial class Billing
{
    public List<string> Calls { get; } = [];

    [Handle]
    public async Task On(OrderPlaced order, MessageContext context, CancellationToken ct)
    {
        await Task.CompletedTask;
        Calls.Add($"order {order.OrderId} {context.Offset} {ct.IsCancellationRequested}");
    }

    [Handle]
    public ValueTask On(Device device, CancellationToken ct, MessageContext context)
    {
        Calls.Add($"device {device.Id.Number} {context.Offset} {ct.IsCancellationRequested}");
        return default;
    }

    [Handle]
    public void On(Ping ping) => Calls.Add("ping");

    [Handle]
    internal static Task OnTick(Holder.Tick tick) => Task.FromException(new InvalidOperationException($"{tick.Value}"));
}
