// What other writers' JSON may look like, and what is none.

using System.Text;
using System.Text.Json;
using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

public class JsonCodecTests
{
    private const string Size = """{"Width":1,"Height":2}""";

    [Fact]
    public void Text_is_what_System_Text_Json_writes() => Assert.Equal(
        JsonSerializer.Serialize(GoldenMessages.Order with { Customer = new CustomerId("c") }, Relaxed)
            .Replace("{\"Value\":\"c\"}", "\"c\""),
        Text(GoldenMessages.Order with { Customer = new CustomerId("c") }));

    [Fact]
    public void White_space_order_escapes_and_unknown_properties_do_not_matter()
    {
        var parcel = Parse("""
             { "Size" : { "Height":2 , "Width" : 1 }, "more": [1, {"x": [true, null, "\""]}, -1.5e+3],
               "Weight": 18446744073709551615, "Id" : "\u0070\n\ud83d\ude00\/" }
            """);
        Assert.Equal(new Parcel("p\n😀/", ulong.MaxValue, new ParcelSize(1, 2)), parcel);
    }

    [Fact]
    public void Strict_reader_refuses_a_property_that_it_does_not_know()
    {
        var text = Encoding.UTF8.GetString(Formats.Encode<Shapes, JsonFormat>(RandomShapes.Shapes(new Random(1))));
        var error = Assert.Throws<MalformedDataException>(
            () => Formats.Decode<Shapes, JsonFormat>(Encoding.UTF8.GetBytes("{\"new\":1," + text[1..])));
        Assert.Contains("Shapes has no such property", error.Message);
    }

    [Fact]
    public void Missing_properties_are_named_and_defaults_taken()
    {
        var error = Assert.Throws<MalformedDataException>(() => Parse("""{"Weight":1}"""));
        Assert.Contains("required properties are missing: Id, Size", error.Message);
        Assert.Equal(3, Parse($$"""{"Id":"","Weight":1,"Size":{{Size}}}""").Priority);
    }

    [Fact]
    public void Case_is_found_wherever_its_property_stands()
    {
        var shapes = RandomShapes.Shapes(new Random(2)) with { Shape = new Circle(2.5) };
        var text = Encoding.UTF8.GetString(Formats.Encode<Shapes, JsonFormat>(shapes));
        var moved = text.Replace("""{"$type":"Circle","Radius":2.5}""", """{"Radius":2.5,"$type":"Circle"}""");
        Assert.NotEqual(text, moved);
        Assert.Equal(shapes.Shape, Formats.Decode<Shapes, JsonFormat>(Encoding.UTF8.GetBytes(moved)).Shape);
        Assert.Throws<MalformedDataException>(() => Formats.Decode<Shapes, JsonFormat>(
            Encoding.UTF8.GetBytes(text.Replace("\"Circle\"", "\"Cone\""))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nul")]
    [InlineData("""{"Id":"a","Weight":01,"Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"a","Weight":-1,"Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"a","Weight":1.0,"Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"a","Weight":"1","Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"a","Weight":1,"Size":{"Width":1,"Height":2}},""")]
    [InlineData("""{"Id":"a","Weight":1,"Size":{"Width":1,"Height":2},}""")]
    [InlineData("""{"Id":"a","Weight":1,"Size":null}""")]
    [InlineData("""{"Id":null,"Weight":1,"Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"\ud83d","Weight":1,"Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"\x","Weight":1,"Size":{"Width":1,"Height":2}}""")]
    [InlineData("""{"Id":"a","Weight":1,"Size":{"Width":4294967296,"Height":2}}""")]
    [InlineData("{\"Id\":\"a\u0001\",\"Weight\":1,\"Size\":{\"Width\":1,\"Height\":2}}")]
    public void Text_that_is_no_such_message_is_refused(string text) =>
        Assert.Throws<MalformedDataException>(() => Parse(text));

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_in_data_that_is_skipped_too()
    {
        var deep = new string('[', 100_000);
        Assert.Throws<MalformedDataException>(() => Parse("{\"more\":" + deep));
    }

    [Fact]
    public void Number_that_is_none_in_JSON_is_refused_when_writing()
    {
        var everything = RandomMessages.Finite(RandomMessages.Everything(new Random(1)));
        Assert.Throws<ArgumentException>(
            () => Formats.Encode<Everything, JsonFormat>(everything with { Double = double.NaN }));
        Assert.Throws<ArgumentException>(
            () => Formats.Encode<Everything, JsonFormat>(everything with { Float = float.NegativeInfinity }));
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static Parcel Parse(string text) => Formats.Decode<Parcel, JsonFormat>(Encoding.UTF8.GetBytes(text));

    private static string Text(OrderPlaced order) =>
        Encoding.UTF8.GetString(Formats.Encode<OrderPlaced, JsonFormat>(order));
}
