// An application to be described: what it handles, what it returns, and what it has producers for.

namespace TypedStreams.Server.Tests.Contracts;

[Message("shop.orders", Namespace = "shop")]
public sealed partial record Order([Key] string OrderId, long Cents);

[Message("shop.invoices", Format = SchemaFormat.Json)]
public sealed partial record Invoice([Key] long Number, string OrderId);

[Message("shop.parcels", Format = SchemaFormat.Protobuf, Subject = "parcels")]
public sealed partial record Parcel(string OrderId);

[ConsumerGroup("billing")]
public sealed class Billing
{
    [Handle(ExactlyOnce = true), DeadLetters(RetryAfter = ["10s", "5min"])]
    public Invoice On(Order order) => new(1, order.OrderId);
}

[ConsumerGroup("shipping")]
public sealed class Shipping(IProducer<Parcel> parcels)
{
    [Handle]
    public async Task On(Invoice invoice, CancellationToken cancellationToken) =>
        await parcels.SendAsync(new Parcel(invoice.OrderId), cancellationToken);
}
