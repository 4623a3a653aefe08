using System.Buffers;
using TypedStreams.Producing;
using TypedStreams.SchemaRegistry;
using TypedStreams.Tests.Contracts;

namespace TypedStreams.Tests;

public class ValueFormTests
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    [Theory]
    [InlineData(SchemaFormat.Avro, 0, "0001020304")]
    [InlineData(SchemaFormat.Json, 0, "0001020304")]
    [InlineData(SchemaFormat.Protobuf, 0, "000102030400")]
    [InlineData(SchemaFormat.Protobuf, 1, "00010203040202")]
    [InlineData(SchemaFormat.Protobuf, 64, "0001020304028001")]
    public void Prefix_is_confluents(SchemaFormat format, int index, string expected)
    {
        var output = new ArrayBufferWriter<byte>();

        Form(format, index, SchemaIdPlace.Prefix).WritePrefix(output);

        Assert.Equal(expected, Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(SchemaFormat.Avro, 0, "0100112233445566778899AABBCCDDEEFF")]
    [InlineData(SchemaFormat.Protobuf, 0, "0100112233445566778899AABBCCDDEEFF00")]
    [InlineData(SchemaFormat.Protobuf, 3, "0100112233445566778899AABBCCDDEEFF0206")]
    public void Header_is_confluents_and_the_value_bare(SchemaFormat format, int index, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var form = Form(format, index, SchemaIdPlace.Header);

        form.WritePrefix(output);

        Assert.Equal(0, output.WrittenCount);
        var header = Assert.Single(form.Headers!);
        Assert.Equal("__value_schema_id", header.Key);
        Assert.Equal(expected, Convert.ToHexString(header.Value!.Value.Span));
    }

    [Fact]
    public void Header_needs_a_registry_that_gives_guids()
    {
        var schema = new RegisteredSchema(7, SchemaFormat.Avro, "\"int\"", []);

        var failure = Assert.Throws<InvalidOperationException>(() => new ValueForm(
            new ChosenSchema("orders-value", schema, MessageIndex: 0, Plan: null),
            SchemaIdPlace.Header,
            rules: null,
            latestSince: null));

        Assert.Contains("gives no GUID for schema 7 of subject 'orders-value'", failure.Message);
        Assert.Contains("Set it to Prefix", failure.Message);
    }

    [Theory]
    [InlineData(SchemaIdPlace.Prefix)]
    [InlineData(SchemaIdPlace.Header)]
    public void Value_of_its_own_schema_is_written_without_an_allocation(SchemaIdPlace place)
    {
        var form = Form(SchemaFormat.Avro, 0, place);
        var message = new OrderPlaced("order-1", 7, DateTimeOffset.UnixEpoch);
        var output = new ArrayBufferWriter<byte>(1 << 10);
        Write(); // what the first call allocates is not the message's

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Write();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Write()
        {
            output.ResetWrittenCount();
            var current = form;
            Assert.True(current.IsDirect);
            _ = ClientOptions.Of(default, current.Headers);
            new MessageRecord<OrderPlaced>(message, current).WriteValue(output);
        }
    }

    private static ValueForm Form(SchemaFormat format, int index, SchemaIdPlace place) => new(
        new ChosenSchema(
            "s", new RegisteredSchema(0x01020304, format, "", []) { Guid = Id }, index, Plan: null),
        place,
        rules: null,
        latestSince: null);
}
