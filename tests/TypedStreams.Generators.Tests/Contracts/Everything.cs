// One message with every supported member type, positional and property style mixed.

using System.Collections.Immutable;

namespace TypedStreams.Generators.Tests.Contracts;

public enum Color
{
    Red,
    Green = 7,
    Blue = -1,
}

public readonly record struct Meters(double Value);

public record struct Point(short X, short Y);

[Message(
    "everything",
    Subject = "everything-subject",
    Namespace = "com.example.all",
    AlsoFormats = [SchemaFormat.Protobuf, SchemaFormat.Json])]
public sealed partial record Everything(
    bool Boolean,
    sbyte SByte,
    byte Byte,
    short Short,
    ushort UShort,
    int Int,
    uint UInt,
    [Key] long Long,
    float Float,
    double Double,
    string String,
    byte[] Bytes,
    ReadOnlyMemory<byte> Memory,
    Guid Guid,
    [Decimal(28, 10)] decimal Wide,
    [Decimal(5, 0)] decimal Whole,
    DateOnly Date,
    TimeOnly Time,
    DateTime Instant,
    DateTimeOffset Moment,
    TimeSpan Span,
    Color Color,
    Meters Length,
    Point Point,
    int[] Numbers,
    List<string?> Words,
    IReadOnlyList<Point?> Points,
    ImmutableArray<double> Doubles,
    Dictionary<string, Guid> Ids,
    IReadOnlyDictionary<string, int[]> Table,
    int? MaybeInt,
    string? MaybeString,
    Color? MaybeColor,
    List<int>? MaybeList,
    [property: Field(Name = "renamed", Aliases = ["old_name"], Doc = "A renamed member.")] string Named = "fallback",
    int Count = 42,
    double Ratio = 0.5,
    Color Tint = Color.Blue,
    int? Limit = 10,
    [Decimal(6, 2)] decimal Fee = 1.25m,
    bool @class = true)
{
    public string? Note { get; init; }

    public required Meters Depth { get; init; }
}

[Message("trees", AlsoFormats = [SchemaFormat.Protobuf, SchemaFormat.Json])]
public sealed partial class Tree
{
    public required string Name { get; init; }

    public IReadOnlyList<Tree> Children { get; init; } = [];

    public Tree? Twin { get; set; }

    public int Total => Children.Count;
}

public static partial class Holder
{
    [Message("ticks")]
    internal readonly partial record struct Tick([Key] Guid Id, long Value);
}

[Message("devices")]
public partial record Device([Key] DeviceId Id);

public readonly record struct DeviceId(int Number);

[Message("pings")]
public partial record Ping;
