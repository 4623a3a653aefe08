// The contract. Its schemas that are in use are recorded under schemas/orders-value, and a build holds it to them.

using TypedStreams;

namespace Evolution;

/// <summary>An order came in.</summary>
[Message("orders", Namespace = "shop")]
public sealed partial record OrderPlaced(
    [property: Key] string OrderId,
    string Customer,
    [Decimal(18, 2)] decimal Total);
