// The types that are more than a record of simple members: unions, generic records, fixed bytes, enums that know a
// fallback, lists of lists, and a Protobuf message that keeps what it does not know.

using System.Collections.Immutable;

namespace TypedStreams.Generators.Tests.Contracts;

/// <summary>How something was paid.</summary>
public abstract record Payment
{
    public sealed record Card(string Number, Network Network = Network.Other) : Payment;

    public sealed record Cash : Payment;

    /// <summary>Several payments in one: the union holds itself.</summary>
    public sealed record Split(ImmutableArray<Payment> Parts, Payment? Rest) : Payment;
}

[Union(typeof(Circle), typeof(Square))]
public interface IShape;

public sealed record Circle(double Radius) : IShape;

public readonly record struct Square(double Side, int Turns) : IShape;

public enum Network
{
    [Fallback]
    Other = 1,
    Visa = 2,
    Mastercard = 9,
}

public sealed record Page<T>(T First, ImmutableArray<T> Others);

public readonly record struct Tags(ImmutableArray<string> Values);

[Message("shapes", AlsoFormats = [SchemaFormat.Protobuf, SchemaFormat.Json], StrictJson = true)]
public sealed partial record Shapes(
    [Key] string Id,
    Payment Paid,
    Payment? Refunded,
    IReadOnlyList<Payment?> History,
    IShape Shape,
    Page<Point> Points,
    Page<string> Names,
    [Fixed(4)] byte[] Hash,
    [Fixed(2)] ReadOnlyMemory<byte> Mark,
    List<List<int>> Matrix,
    Dictionary<string, List<string?>> Groups,
    Dictionary<string, Payment> Accounts,
    List<double[]>? Rows,
    Tags Tags,
    Network Network,
    ImmutableArray<Network> Networks,
    DateTimeOffset?[] Moments,
    [property: Field(Number = 40)] TimeSpan? Elapsed = null);

/// <summary>Version one of a parcel: what a service knows that was never updated.</summary>
[Message("parcels", Format = SchemaFormat.Protobuf, AlsoFormats = [SchemaFormat.Json])]
public sealed partial record Parcel(
    [Key] string Id, ulong Weight, ParcelSize Size, [property: Field(Number = 9)] int Priority = 3)
{
    [UnknownFields]
    public ReadOnlyMemory<byte> Unknown { get; init; }
}

public sealed record ParcelSize(uint Width, uint Height);

/// <summary>Version two of a parcel.</summary>
/// <param name="Sender">Who sent it.</param>
[Message("parcels2", Format = SchemaFormat.Protobuf, AlsoFormats = [SchemaFormat.Json])]
public sealed partial record ParcelTwo(
    [Key] string Id,
    ulong Weight,
    ParcelSize Size,
    [property: Field(Number = 9)] int Priority = 3,
    string Sender = "unknown",
    ImmutableArray<ParcelSize> Inner = default);
