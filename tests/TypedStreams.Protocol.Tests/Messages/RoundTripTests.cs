using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Protocol.Tests.Messages;

public class RoundTripTests
{
    public static TheoryData<string> Names => new(MessageCodec.All.Select(codec => codec.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Random_message_survives_writing_and_reading_at_every_version(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        Prop.ForAll<int>(seed =>
        {
            for (short version = codec.MinVersion; version <= codec.MaxVersion; version++)
            {
                object message = new MessageFiller(new RandomValues(new Random(seed))).Fill(codec.Type, version);
                byte[] bytes = codec.Write(message, version);
                if (codec.Size(message, version) != bytes.Length)
                    return false;

                if (!bytes.AsSpan().SequenceEqual(codec.Write(codec.Read(bytes, version), version)))
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_message_survives_writing_and_reading_at_every_version(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        for (short version = codec.MinVersion; version <= codec.MaxVersion; version++)
        {
            byte[] bytes = codec.Write(Activator.CreateInstance(codec.Type)!, version);
            Assert.Equal(bytes, codec.Write(codec.Read(bytes, version), version));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Version_outside_the_range_is_refused(string name)
    {
        MessageCodec codec = MessageCodec.Of(name);
        foreach (short version in new[] { (short)(codec.MinVersion - 1), (short)(codec.MaxVersion + 1) })
        {
            Assert.Throws<MalformedMessageException>(() => codec.Read(new byte[64], version));
            Assert.Throws<ArgumentOutOfRangeException>(
                () => codec.Write(Activator.CreateInstance(codec.Type)!, version));
        }
    }
}
