// Every request, response and record type, random but valid, sometimes read in another version than written.
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Fuzz;

internal sealed class MessageTarget : IFuzzTarget
{
    public string Name => "messages";

    public FuzzInput Create(Random random)
    {
        MessageCodec codec = MessageCodec.All[random.Next(MessageCodec.All.Count)];
        short version = Version(random, codec);
        object message = new MessageFiller(new RandomValues(random)).Fill(codec.Type, version);
        byte[] bytes = codec.Write(message, version);
        return new FuzzInput(codec, random.Next(8) == 0 ? Version(random, codec) : version, bytes);
    }

    public void Decode(FuzzInput input) => ((MessageCodec)input.Decoder).Read(input.Bytes, input.Version);

    // The dearest element is a struct of a few bytes on the wire with empty lists in it.
    public long AllocationLimit(int inputLength) => 16_384 + 256L * inputLength;

    private static short Version(Random random, MessageCodec codec) =>
        (short)random.Next(codec.MinVersion, codec.MaxVersion + 1);
}
