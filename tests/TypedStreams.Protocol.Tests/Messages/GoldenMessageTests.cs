// Our bytes against those of Apache Kafka's own classes, every message at every version.
using System.Globalization;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Protocol.Tests.Messages;

public class GoldenMessageTests
{
    public static TheoryData<string> Names => new(MessageCodec.All.Select(codec => codec.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Filled_message_encodes_to_the_bytes_of_Kafka_at_every_version(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        var filler = new MessageFiller(new NamedValues());
        foreach ((short version, byte[] bytes) in Golden(codec))
        {
            object message = filler.Fill(codec.Type, version);
            Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(codec.Write(message, version)));
            Assert.Equal(bytes.Length, codec.Size(message, version));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_of_Kafka_survive_reading_and_writing(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        foreach ((short version, byte[] bytes) in Golden(codec))
            Assert.Equal(bytes, codec.Write(codec.Read(bytes, version), version));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_version_of_a_message_is_in_the_golden_file(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        Assert.Equal(
            Enumerable.Range(codec.MinVersion, codec.MaxVersion - codec.MinVersion + 1),
            Golden(codec).Select(line => (int)line.Version));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_message_cut_at_any_byte_is_malformed(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        foreach ((short version, byte[] bytes) in Golden(codec))
        {
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<MalformedMessageException>(() => codec.Read(bytes.AsMemory(0, length), version));
        }
    }

    [Fact]
    public void Request_frames_of_kafka_python_are_read_to_their_last_byte()
    {
        foreach ((string[] words, byte[] bytes) in GoldenFile.Read("frames.txt"))
        {
            short version = short.Parse(words[1], CultureInfo.InvariantCulture);
            MessageCodec codec = MessageCodec.Of(words[0]);
            Assert.True(ApiMessageInfo.TryGet((ApiKey)bytes[1], out ApiMessageInfo? info));
            var reader = new WireReader(bytes);

            RequestHeader header = RequestHeader.Read(ref reader, info.RequestHeaderVersion(version));

            Assert.Equal((info.Key, version, 12, "golden"),
                (header.RequestApiKey, header.RequestApiVersion, header.CorrelationId, header.ClientId));
            byte[] body = bytes[reader.Position..];
            Assert.Equal(body, codec.Write(codec.Read(body, version), version));
        }
    }

    // Versions that the file has and we leave out are unstable ones.
    private static IEnumerable<(short Version, byte[] Bytes)> Golden(MessageCodec codec) =>
        from line in GoldenFile.Read("messages.txt")
        where line.Words[0] == codec.Name
        let version = short.Parse(line.Words[1], CultureInfo.InvariantCulture)
        where version <= codec.MaxVersion
        select (version, line.Bytes);
}
