using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Protocol.Tests.Wire;

public class MalformedInputTests
{
    [Fact]
    public void Array_count_beyond_the_frame_is_malformed_and_allocates_nothing_of_its_size()
    {
        byte[] bomb = [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0];
        Assert.Throws<MalformedMessageException>(() => WireMessage.Read<MetadataRequest>(bomb, version: 1));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedMessageException>(() => WireMessage.Read<MetadataRequest>(bomb, version: 1));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Compact_array_count_beyond_the_frame_is_malformed()
    {
        byte[] bomb = [0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0];
        Assert.Throws<MalformedMessageException>(() => WireMessage.Read<MetadataRequest>(bomb, version: 9));
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xfe })]
    [InlineData(new byte[] { 0x80, 0, 0, 0 })]
    public void Negative_array_count_other_than_null_is_malformed(byte[] frame) =>
        Assert.Throws<MalformedMessageException>(() => WireMessage.Read<MetadataRequest>(frame, version: 1));

    [Fact]
    public void Null_where_null_is_not_allowed_is_malformed()
    {
        byte[] nullGroup = [0xff, 0xff, 0, 0, 0, 1, 0, 1, (byte)'m'];
        var fault = Assert.Throws<MalformedMessageException>(
            () => WireMessage.Read<HeartbeatRequest>(nullGroup, version: 0));
        Assert.Contains("null", fault.Reason);
    }

    [Fact]
    public void Varint_of_six_bytes_is_malformed()
    {
        byte[] frame = [0x80, 0x80, 0x80, 0x80, 0x80, 0x01];
        Assert.Throws<MalformedMessageException>(() => new WireReader(frame).ReadUnsignedVarint());
    }

    [Fact]
    public void Varint_with_more_than_32_bits_is_malformed()
    {
        byte[] frame = [0xff, 0xff, 0xff, 0xff, 0x1f];
        Assert.Throws<MalformedMessageException>(() => new WireReader(frame).ReadUnsignedVarint());
    }

    [Fact]
    public void Bytes_behind_a_message_are_malformed()
    {
        byte[] frame = [.. WireMessage.ToArray(new HeartbeatRequest { GroupId = "g" }, version: 4), 0];
        var fault = Assert.Throws<MalformedMessageException>(
            () => WireMessage.Read<HeartbeatRequest>(frame, version: 4));
        Assert.Equal(frame.Length - 1, fault.Position);
    }

    [Fact]
    public void Unknown_tagged_field_is_skipped()
    {
        byte[] plain = WireMessage.ToArray(new HeartbeatRequest { GroupId = "g", MemberId = "m" }, version: 4);
        byte[] tagged = [.. plain[..^1], 1, 99, 3, 1, 2, 3];

        HeartbeatRequest read = WireMessage.Read<HeartbeatRequest>(tagged, version: 4);

        Assert.Equal(("g", "m"), (read.GroupId, read.MemberId));
    }

    [Fact]
    public void Tagged_field_longer_than_the_frame_is_malformed()
    {
        byte[] plain = WireMessage.ToArray(new HeartbeatRequest { GroupId = "g" }, version: 4);
        Assert.Throws<MalformedMessageException>(
            () => WireMessage.Read<HeartbeatRequest>((byte[])[.. plain[..^1], 1, 99, 100, 1], version: 4));
    }

    [Fact]
    public void Known_tagged_field_with_a_wrong_size_is_malformed()
    {
        byte[] bytes = WireMessage.ToArray(new FetchRequest { ClusterId = "abc", ReplicaId = -1 }, version: 12);
        int size = Array.IndexOf(bytes, (byte)4, bytes.Length - 6);
        bytes[size]--;
        Assert.Throws<MalformedMessageException>(() => WireMessage.Read<FetchRequest>(bytes, version: 12));
    }

    [Fact]
    public void Field_that_the_version_lacks_and_that_may_not_be_dropped_is_refused()
    {
        var request = new FetchRequest { ForgottenTopicsData = [new()] };
        var fault = Assert.Throws<UnsupportedFieldException>(() => WireMessage.ToArray(request, version: 6));
        Assert.Equal((nameof(FetchRequest.ForgottenTopicsData), (short)6), (fault.FieldName, fault.Version));
    }

    [Fact]
    public void Ignorable_field_that_the_version_lacks_is_dropped()
    {
        var request = new FetchRequest { RackId = "r1" };
        FetchRequest read = WireMessage.Read<FetchRequest>(WireMessage.ToArray(request, version: 10), version: 10);
        Assert.Equal("", read.RackId);
    }

    [Fact]
    public void Null_in_a_version_that_cannot_say_it_is_refused() =>
        Assert.Throws<UnsupportedFieldException>(
            () => WireMessage.ToArray(new MetadataRequest { Topics = null }, version: 0));

    [Fact]
    public void String_too_long_for_its_length_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => WireMessage.ToArray(new HeartbeatRequest { GroupId = new string('x', 40_000) }, version: 0));

    [Fact]
    public void Byte_fields_are_slices_of_the_frame()
    {
        var request = new SaslAuthenticateRequest { AuthBytes = new byte[] { 1, 2, 3 } };
        byte[] frame = WireMessage.ToArray(request, version: 0);
        SaslAuthenticateRequest read = WireMessage.Read<SaslAuthenticateRequest>(frame, version: 0);
        frame[^1] = 9;
        Assert.Equal(9, read.AuthBytes.Span[^1]);
    }

    [Fact]
    public void Random_bytes_only_ever_give_malformed_messages()
    {
        var random = new Random(20261122);
        byte[] frame = new byte[256];
        foreach (MessageCodec codec in MessageCodec.All)
        {
            for (int i = 0; i < 50; i++)
            {
                random.NextBytes(frame);
                Exception? fault = Record.Exception(() => codec.Read(frame, codec.MaxVersion));
                Assert.True(fault is null or MalformedMessageException, $"{codec}: {fault}");
            }
        }
    }
}
