using System.Collections.Immutable;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The record of the codec benchmarks: three line items, six strings, about 124 bytes of Avro.</summary>
[Message("orders", AlsoFormats = [SchemaFormat.Protobuf, SchemaFormat.Json])]
public sealed partial record Order(
    [property: Key] string OrderId,
    string Customer,
    string Country,
    long PlacedAtMs,
    double Total,
    bool IsExpress,
    ImmutableArray<OrderLine> Lines)
{
    internal static Order Sample { get; } = new(
        "order-000000000042",
        "customer-7731",
        "DE",
        1_767_225_600_000,
        149.97,
        IsExpress: true,
        [new OrderLine("sku-1001", 1, 49.99), new OrderLine(
            "sku-2002", 2, 24.995), new OrderLine("sku-3003", 1, 49.99)]);
}

/// <summary>One line of an <see cref="Order"/>.</summary>
public sealed record OrderLine(string Sku, int Quantity, double Price);
