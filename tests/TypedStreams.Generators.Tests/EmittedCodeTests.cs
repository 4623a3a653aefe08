namespace TypedStreams.Generators.Tests;

public class EmittedCodeTests
{
    private const string Orders = """
        namespace Shop;

        public readonly record struct CustomerId(string Value);

        public enum Channel { Web, Store = 5 }

        public sealed record Line(string Sku, int Quantity, [Decimal(18, 2)] decimal Price);

        [Message("orders")]
        public sealed partial record OrderPlaced(
            [Key] string OrderId,
            CustomerId Customer,
            Channel Channel,
            IReadOnlyList<Line> Lines,
            string? Coupon = null);
        """;

    private const string Tree = """
        namespace Shop;

        public static partial class Forest
        {
            [Message("trees", Namespace = "com.shop")]
            public sealed partial class Tree
            {
                public required string Name { get; init; }
                public Dictionary<string, Tree> Children { get; init; } = new();
                public int? Rings { get; set; }
            }
        }
        """;

    private const string Billing = """
        namespace Shop;

        [Message("payments")]
        public partial record struct PaymentTaken([Key] Guid Id, long Cents);

        [ConsumerGroup("billing")]
        public sealed class Billing
        {
            [Handle]
            public Task On(OrderPlaced order, MessageContext context, CancellationToken ct) => Task.CompletedTask;

            [Handle]
            public void On(PaymentTaken payment) { }
        }
        """;

    private const string Archive = """
        namespace Shop;

        [Message("entries")]
        public partial record Entry([Key] string Id, long Cents);

        [ConsumerGroup("archive")]
        public sealed class Archive
        {
            [Handle(ExactlyOnce = true)]
            [Batch(MaxMessages = 200, MaxWait = "2s")]
            [DeadLetters]
            public Entry? On(IReadOnlyList<OrderPlaced> orders, BatchContext context, CancellationToken ct) => null;

            [Handle(ExactlyOnce = true)]
            public Task On(System.Collections.Immutable.ImmutableArray<PaymentTaken> payments) => Task.CompletedTask;
        }
        """;

    private const string Parcels = """
        namespace Shop;

        public abstract record Cargo
        {
            public sealed record Box(int Width) : Cargo;
            public sealed record Letter : Cargo;
        }

        /// <summary>Something on its way.</summary>
        [Message("parcels", Format = SchemaFormat.Protobuf, AlsoFormats = new[] { SchemaFormat.Json })]
        public sealed partial record Parcel(
            [Key] string Id,
            Cargo Content,
            Channel Channel,
            IReadOnlyList<Cargo?> Extras,
            Dictionary<string, int> Sizes,
            [Field(Number = 9)] int Priority = 3)
        {
            [UnknownFields]
            public ReadOnlyMemory<byte> Unknown { get; init; }
        }
        """;

    private const string Views = """
        namespace Shop;

        [View<OrderPlaced>]
        public readonly ref partial struct OrderPlacedView;

        [View<Parcel>]
        public readonly ref partial struct ParcelView;

        public static partial class Forest
        {
            [View<Tree>]
            internal readonly ref partial struct TreeView;
        }
        """;

    [Theory]
    [InlineData("Shop.OrderPlacedView")]
    [InlineData("Shop.ParcelView")]
    [InlineData("Shop.Forest.TreeView")]
    public void Emitted_view_is_the_code_that_was_reviewed(string type) =>
        Snapshot.Match($"emitted/{type}.txt", GeneratorRun.Generate(Orders, Tree, Parcels, Views)[type + ".g.cs"]);

    [Theory]
    [InlineData("Shop.Parcel")]
    [InlineData("Shop.OrderPlaced")]
    [InlineData("Shop.PaymentTaken")]
    [InlineData("Shop.Forest.Tree")]
    [InlineData("Shop.BillingRegistration")]
    [InlineData("Shop.ArchiveRegistration")]
    public void Emitted_code_is_the_code_that_was_reviewed(string type)
    {
        var files = GeneratorRun.Generate(Orders, Tree, Billing, Parcels, Archive);
        Assert.Equal(7, files.Count);
        Snapshot.Match($"emitted/{type}.txt", files[type + ".g.cs"]);
    }

    [Fact]
    public void Reader_of_a_recorded_version_is_the_code_that_was_reviewed()
    {
        const string Version = """
            {"type":"record","name":"Ride","namespace":"Shop","fields":[{"name":"Miles","type":"int"},
            {"name":"Kind","type":{"type":"enum","name":"Kind","symbols":["Taxi","Bus"]}},
            {"name":"Dropped","type":{"type":"array","items":"string"}},{"name":"Driver","type":["string","null"]},
            {"name":"Stops","type":{"type":"array","items":{"type":"record","name":"Stop","fields":[
            {"name":"Lat","type":"float"},{"name":"Gone","type":"double"}]}}}]}
            """;
        var files = GeneratorRun.Generate(
            [new SchemaFile("/shop/schemas/rides-value/v3.avsc", Version)],
            """
            namespace Shop;

            public enum Kind { Bus, Tram, [Fallback] Other }

            public sealed record Stop(double Lat, string Name = "");

            [Message("rides")]
            public sealed partial record Ride(
                string? Driver,
                [Field(Aliases = new[] { "Miles" })] double Way,
                Kind Kind,
                List<Stop> Stops,
                int? Fare = 5);
            """);
        Snapshot.Match("emitted/Shop.Ride.txt", files["Shop.Ride.g.cs"]);
    }

    [Fact]
    public void Type_named_like_a_version_of_another_compiles() => GeneratorRun.Generate(
        [
            new SchemaFile(
                "/shop/schemas/t-value/v1.avsc",
                """{"type":"record","name":"M","fields":[{"name":"X","type":"int"},{"name":"Y","type":"int"}]}"""),
        ],
        "[Message(\"t\")] public partial record M(long X, MV1? Next = null); public record MV1(int Z);");

    [Fact]
    public void Awkward_names_compile() => Assert.Equal(2, GeneratorRun.Generate("""
        namespace @event.@class;

        public enum @enum { @default, @new }

        public record Codec(int @int, int Reader, int Writer, int Value, int Values);

        [Message("awkward", AlsoFormats = new[] { SchemaFormat.Protobuf, SchemaFormat.Json })]
        public partial record @struct(
            [Key] string @string, @enum @switch, Codec Codec, int Topic, int AvroCodec, int Read, int message);

        [Message("more")]
        public partial record @record(int Value, int writer);
        """).Count);

    [Fact]
    public void Members_called_like_parts_of_a_view_compile() => GeneratorRun.Generate("""
        public record Part(int X);

        [Message("t", AlsoFormats = new[] { SchemaFormat.Protobuf })]
        public partial record M(
            int Source, int Other, List<int> Items, int ItemsCount, int? ItemsFrom, Part? Part, int? PartBytes, int At);

        [View<M>] public readonly ref partial struct AvroView;

        [View<M>(Format = SchemaFormat.Protobuf)] public readonly ref partial struct ProtobufView;
        """);

    [Fact]
    public void Types_of_equal_simple_name_get_codecs_of_their_own() => GeneratorRun.Generate("""
        namespace A { public record Part(int X); }
        namespace B { public record Part(string Y); }
        namespace C
        {
            [Message("both", AlsoFormats = new[] { SchemaFormat.Protobuf, SchemaFormat.Json })]
            public partial record Both(A.Part First, List<A.Part> Firsts, B.Part Second, List<B.Part> Seconds);

            [View<Both>] public readonly ref partial struct BothView;

            [View<Both>(Format = SchemaFormat.Protobuf)] public readonly ref partial struct BothOnProtobuf;
        }
        """);

    [Fact]
    public void Message_in_the_global_namespace_compiles() => GeneratorRun.Generate(
        """
        [Message("t")]
        public partial record Plain(int X, System.Collections.Immutable.ImmutableArray<string?> Y = default);
        """);
}
