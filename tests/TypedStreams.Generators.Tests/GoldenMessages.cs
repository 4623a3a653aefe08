// The values of Golden/make_golden.py as C# objects.

using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

internal static class GoldenMessages
{
    internal static readonly string[] Names = ["order", "order-bare", "everything", "tree", "payment"];

    internal static readonly OrderPlaced Order = new(
        "order-1",
        new CustomerId("customer-ü"),
        -1234.50m,
        new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.FromHours(2)).AddMicroseconds(7),
        [new OrderLine("sku-1", 3, 0.05m), new OrderLine("sku-2", -1, 99_999_999_999_999.99m)],
        "SPRING");

    private static readonly Everything All = new(
        true, -128, 255, -32768, 65535, int.MinValue, uint.MaxValue, long.MaxValue, 1.5f, -2.25,
        new string('x', 70) + "€", [1, 2, 255], new byte[] { 0 }, new Guid("00112233-4455-6677-8899-AABBCCDDEEFF"),
        -123456789012345.6789m, 99999m, new DateOnly(1969, 12, 31), new TimeOnly(23, 59, 59),
        new DateTime(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc), DateTimeOffset.UnixEpoch,
        TimeSpan.FromMilliseconds(-1.5),
        Color.Blue, new Meters(0.5), new Point(1, -2), [1, -1], ["a", null], [null, new Point(3, 4)], [0.25],
        new Dictionary<string, Guid> { ["id"] = Guid.Empty }, new Dictionary<string, int[]> { ["t"] = [], ["u"] = [5] },
        7, "there", Color.Green, [9], "named", 1, 2.5, Color.Red, null, 9999.99m, false)
    {
        Note = "note",
        Depth = new Meters(3),
    };

    private static readonly Tree Forest = new()
    {
        Name = "root",
        Children = [new Tree { Name = "left" }, new Tree { Name = "right", Twin = new Tree { Name = "twin" } }],
    };

    private static readonly PaymentFile Payment = new()
    {
        PaymentId = new Guid("00112233-4455-6677-8899-AABBCCDDEEFF"),
        PaymentTaken = DateTimeOffset.UnixEpoch.AddMilliseconds(-1).AddTicks(9_999),
        BookedAt = new DateTimeOffset(2026, 5, 4, 1, 2, 1, TimeSpan.Zero).AddMicroseconds(7),
        Cutoff = new TimeOnly(18, 30, 0, 5),
        ValueDate = new DateOnly(2026, 11, 26),
        Amount = 12.5m,
        State = PaymentFile.Types.State.@class,
        Checksum = new byte[] { 0, 1, 2, 255 },
        Payer = new PaymentFile.Types.Party
        {
            Name = "Ada",
            Iban = null,
            Agents = [new PaymentFile.Types.Party { Name = "Bob", Iban = "x" }],
        },
        Payee = null,
        Method = new PaymentFile.Types.Transfer { Reference = new byte[] { 7 } },
        Labels = new Dictionary<string, long?> { ["a"] = 1, ["b"] = null },
        TypesValue = false,
        Rates = [0.25],
        Origin = new PaymentFile.Types.Party { Name = "shop" },
    };

    internal static byte[] Encode(string name) => name switch
    {
        "order" => CodecTests.Encode(Order),
        "order-bare" => CodecTests.Encode(Order with { Lines = default, Coupon = null, Total = 0 }),
        "everything" => CodecTests.Encode(All),
        "payment" => CodecTests.Encode(Payment),
        _ => CodecTests.Encode(Forest),
    };
}
