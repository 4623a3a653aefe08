using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Contracts;

[ConsumerGroup("billing")]
public sealed class Billing(Inbox inbox)
{
    [Handle]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("billing", order, context, cancellationToken);
}

[ConsumerGroup("shipping")]
public sealed class Shipping(Inbox inbox)
{
    [Handle]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("shipping", order, context, cancellationToken);
}

[ConsumerGroup("audit")]
public sealed class Audit(Inbox inbox)
{
    [Handle]
    public ValueTask On(Created message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("audit", message, context, cancellationToken);

    [Handle]
    public ValueTask On(Removed message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("audit", message, context, cancellationToken);
}

[ConsumerGroup("names")]
public sealed class NamesOnly(Inbox inbox)
{
    [Handle]
    public ValueTask On(Created message, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("names", message, context, cancellationToken);
}

[ConsumerGroup("ledger")]
public sealed class Ledger(Inbox inbox)
{
    [Handle]
    public ValueTask On(V2.Payment payment, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("ledger", payment, context, cancellationToken);
}

[ConsumerGroup("scoped")]
public sealed class ScopedHandler(Inbox inbox, ScopedHandler.Work work)
{
    [Handle]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken)
    {
        work.Uses++;
        return inbox.ReceiveAsync("scoped", order, context, cancellationToken);
    }

    /// <summary>A scoped service that tells how often its scope was used, and that it ended.</summary>
    public sealed class Work(Inbox inbox) : IDisposable
    {
        public int Uses { get; set; }

        public void Dispose() => inbox.Note(Uses);
    }
}

[ConsumerGroup("depot")]
public sealed class Depot(Inbox inbox)
{
    [Handle]
    public ValueTask On(V2.Parcel parcel, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("depot", parcel, context, cancellationToken);

    [Handle]
    public ValueTask On(Quote quote, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("depot", quote, context, cancellationToken);
}

/// <summary>Handles messages with a key and without one, many at once.</summary>
[ConsumerGroup("busy", Concurrency = 8)]
public sealed class Busy(Inbox inbox)
{
    [Handle]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("busy", order, context, cancellationToken);

#pragma warning disable TS0042 // A handler that returns nothing and takes its time is what this one stands for.
    [Handle]
    public void On(Tick tick, MessageContext context) =>
        inbox.ReceiveAsync("busy", tick, context, CancellationToken.None).AsTask().Wait();
#pragma warning restore TS0042
}

/// <summary>Calls the handler of orders again when it fails.</summary>
[ConsumerGroup("patient")]
public sealed class Patient(Inbox inbox)
{
    [Handle]
    [Retry(3, FirstDelay = "1ms", LongestDelay = "2ms")]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("patient", order, context, cancellationToken);
}

/// <summary>Puts orders aside that fail four times, two of them later.</summary>
[ConsumerGroup("careful")]
[Retry(2, FirstDelay = "1ms")]
[DeadLetters(RetryAfter = ["1ms"])]
public sealed class Careful(Inbox inbox)
{
    [Handle]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("careful", order, context, cancellationToken);
}

/// <summary>Puts orders aside that fail, and has others wait for it an hour.</summary>
[ConsumerGroup("slow")]
[DeadLetters(RetryAfter = ["1h"])]
public sealed class Slow(Inbox inbox)
{
    [Handle]
    public ValueTask On(OrderPlaced order, MessageContext context, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync("slow", order, context, cancellationToken);
}
