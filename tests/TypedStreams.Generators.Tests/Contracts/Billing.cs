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

/// <summary>Says how much is handled at once, and what follows a failure.</summary>
[ConsumerGroup("patient", Concurrency = 16)]
[Retry(3)]
[DeadLetters]
public sealed class Patient
{
    [Handle]
    public static void On(Ping ping)
    {
    }

    [Handle]
    [Retry(5, FirstDelay = "250ms", Factor = 1.5, LongestDelay = "2min", Jitter = 0)]
    [DeadLetters(RetryAfter = ["10s", "1h"])]
    public static void On(Device device)
    {
    }
}
