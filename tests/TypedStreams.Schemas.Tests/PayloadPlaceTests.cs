using System.Text;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas.Tests;

public class PayloadPlaceTests
{
    private const string Order = """
        {"type":"record","name":"O","fields":[{"name":"Id","type":"string"},{"name":"Note","type":["null","string"]},
        {"name":"Lines","type":{"type":"array","items":{"type":"record","name":"L","fields":[
        {"name":"Sku","type":"string"},{"name":"Price","type":"double"}]}}},
        {"name":"Tags","type":{"type":"map","values":"int"}}]}
        """;

    // "ab", null, two lines ("x" 1.0, "y" 2.0), one tag ("k" 5).
    private const string Written =
        "046162" + "00" + "04" + "0278000000000000F03F" + "02790000000000000040" + "00" + "02" + "026B0A" + "00";

    [Theory]
    [InlineData(0, "Id")]
    [InlineData(2, "Id")]
    [InlineData(3, "Note")]
    [InlineData(4, "Lines")]
    [InlineData(5, "Lines[0].Sku")]
    [InlineData(7, "Lines[0].Price")]
    [InlineData(15, "Lines[1].Sku")]
    [InlineData(24, "Lines[1].Price")]
    [InlineData(27, "Tags[0]")]
    [InlineData(30, "Tags")]
    [InlineData(31, null)]
    public void Field_of_an_avro_value_is_found_by_its_byte(int position, string? field) => Assert.Equal(
        field, PayloadPlace.Find(AvroParser.Parse(Order), Convert.FromHexString(Written), position));

    [Theory]
    [InlineData("0461", 2, "Id")]
    [InlineData("04616206", 3, "Note")]
    [InlineData("0461620004027800", 8, "Lines[0].Price")]
    [InlineData("04616200FFFFFFFFFFFFFFFFFFFFFF", 14, "Lines")]
    public void Field_where_an_avro_value_ends_too_early_is_found(string written, int position, string field) =>
        Assert.Equal(field, PayloadPlace.Find(AvroParser.Parse(Order), Convert.FromHexString(written), position));

    [Theory]
    [InlineData("0A026162" + "1205" + "0A03616263", 7, "lines[0].sku")]
    [InlineData("0A026162" + "1203" + "0A0161" + "1203" + "0A0561", 13, "lines[1].sku")]
    [InlineData("0A05", 2, "id")]
    [InlineData("18FFFFFFFF", 5, "count")]
    [InlineData("28FF", 2, "5")]
    public void Field_of_a_protobuf_message_is_found_by_its_byte(string written, int position, string field)
    {
        const string text = """
            syntax = "proto3";
            message O { string id = 1; repeated L lines = 2; int32 count = 3; message L { string sku = 1; } }
            """;
        var message = ProtoParser.Parse(text).FirstMessage!;
        Assert.Equal(field, PayloadPlace.Find(message, Convert.FromHexString(written), position));
    }

    [Theory]
    [InlineData("""{"Id":1}""", 6, "Id")]
    [InlineData("""{"Id":"a:,{","Lines":[{"Sku":"x"},{"Sku":5}]}""", 40, "Lines[1].Sku")]
    [InlineData("""{"A":{"B":[1,2,x]}}""", 15, "A.B[2]")]
    [InlineData("""{"A":{"B":1},"C""", 15, "A")]
    [InlineData("x", 0, null)]
    public void Field_of_a_json_text_is_found_by_its_byte(string text, int position, string? field) =>
        Assert.Equal(field, PayloadPlace.FindInJson(Encoding.UTF8.GetBytes(text), position));
}
