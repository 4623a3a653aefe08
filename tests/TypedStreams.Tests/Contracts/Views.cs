// Groups whose handlers look at messages in place, and the views they take.

using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

[View<OrderPlaced>]
public readonly ref partial struct OrderPlacedView;

[View<Tick>]
public readonly ref partial struct TickView;

[View<V2.Payment>]
public readonly ref partial struct PaymentView;

[View<V2.Parcel>]
public readonly ref partial struct ParcelView;

[View<Number>]
public readonly ref partial struct NumberView;

[View<Removed>]
public readonly ref partial struct RemovedView;

/// <summary>Two types of one topic: one in batches, of the other a view.</summary>
[ConsumerGroup("mixed")]
public sealed class MixedView(BatchHook hook)
{
    [Handle]
    [Batch(MaxWait = "0ms")]
    public ValueTask On(Created[] created, BatchContext context) =>
        hook.EnterAsync(created, context, CancellationToken.None);

    [Handle]
    public ValueTask On(RemovedView removed, MessageContext context) =>
        hook.EnterAsync([removed.ToMessage()], new BatchContext([context]), CancellationToken.None);
}

/// <summary>Puts orders aside that fail four times, two of them later.</summary>
[ConsumerGroup("glance")]
[Retry(2, FirstDelay = "1ms")]
[DeadLetters(RetryAfter = ["1ms"])]
public sealed class Glance(Inbox inbox)
{
    [Handle]
    public ValueTask On(OrderPlacedView order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync(
            "glance",
            new OrderPlaced(order.OrderId.ToString(), order.Number, order.PlacedAt),
            context,
            cancellationToken);
}

/// <summary>Many at once, in a scope each, beside a handler of whole messages.</summary>
[ConsumerGroup("crowd", Concurrency = 8)]
public sealed class Crowd(Inbox inbox, ScopedHandler.Work work)
{
    [Handle]
    public Task On(OrderPlacedView order, MessageContext context, CancellationToken cancellationToken)
    {
        work.Uses++;
        return inbox.ReceiveAsync("crowd", order.ToMessage(), context, cancellationToken).AsTask();
    }

    [Handle]
    public ValueTask On(Tick tick, MessageContext context) =>
        inbox.ReceiveAsync("crowd", tick, context, CancellationToken.None);
}

/// <summary>Reads payments of today's contract, whoever wrote them, and parcels in Protobuf.</summary>
[ConsumerGroup("clerk")]
public sealed class Clerk(Inbox inbox)
{
    [Handle]
    public ValueTask On(PaymentView payment, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync(
            "clerk",
            new V2.Payment(payment.PaymentId.ToString(), payment.Amount, payment.Currency.ToString()),
            context,
            cancellationToken);

    [Handle]
    public ValueTask On(ParcelView parcel, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("clerk", parcel.ToMessage(), context, cancellationToken);

    [Handle]
    public void On(TickView tick) => inbox.Note(tick.Number);
}

/// <summary>One message for each number, and another for odd ones; a six fails once.</summary>
[ConsumerGroup("viewer")]
[Retry(2, FirstDelay = "1ms")]
[DeadLetters]
public sealed class Viewer(PipeHook hook)
{
    [Handle(ExactlyOnce = true)]
    public Task<(Doubled, Odd?)> On(NumberView number, MessageContext context, CancellationToken cancellationToken) =>
        DoubleAsync(number.ToMessage(), context, cancellationToken);

    private async Task<(Doubled, Odd?)> DoubleAsync(
        Number number, MessageContext context, CancellationToken cancellationToken)
    {
        await hook.EnterAsync(number, context, cancellationToken);
        return (
            new Doubled(number.Key, number.Value * 2),
            number.Value % 2 == 1 ? new Odd(number.Key, number.Value) : null);
    }
}

/// <summary>Returns at once, and as many as the number says.</summary>
[ConsumerGroup("tallier", Concurrency = 4)]
public sealed class Tallier
{
    [Handle(ExactlyOnce = true)]
    public Doubled[] On(NumberView number)
    {
        var all = new Doubled[number.Value];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = new Doubled(number.Key.ToString(), i);
        }

        return all;
    }
}
