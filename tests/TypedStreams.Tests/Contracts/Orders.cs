// Messages as an application declares them. V1 and V2 are the same contract at two times: what was deployed first, and
// what a consumer of today has.

namespace TypedStreams.Tests.Contracts
{
    [Message("orders")]
    public sealed partial record OrderPlaced([Key] string OrderId, int Number, DateTimeOffset PlacedAt);

    /// <summary>Has no key, so no order.</summary>
    [Message("ticks")]
    public sealed partial record Tick(int Number);

    [Message("events", Subject = "events-created")]
    public sealed partial record Created([Key] string Id, string Name);

    [Message("events", Subject = "events-removed")]
    public sealed partial record Removed([Key] string Id, int Reason);
}

namespace TypedStreams.Tests.Contracts.V1
{
    [Message("payments", Namespace = "shop")]
    public sealed partial record Payment([Key] string PaymentId, int Amount, string? Note);
}

namespace TypedStreams.Tests.Contracts.V2
{
    [Message("payments", Namespace = "shop")]
    public sealed partial record Payment([Key] string PaymentId, long Amount, string Currency = "EUR");
}

namespace TypedStreams.Tests.Contracts.V3
{
    /// <summary>Not compatible: the new field has no default.</summary>
    [Message("payments", Namespace = "shop")]
    public sealed partial record Payment([Key] string PaymentId, int Amount, string Payer);
}
