// Whole messages to and from byte arrays, for callers that do not keep a reader or writer of their own.
using System.Buffers;

namespace TypedStreams.Protocol;

/// <summary>Reads and writes one message in one call.</summary>
public static class WireMessage
{
    /// <summary>Reads a message that fills <paramref name="frame"/> to its end.</summary>
    /// <exception cref="MalformedMessageException">The bytes are wrong, or some are left over.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> frame, short version)
        where T : IWireMessage<T>
    {
        var reader = new WireReader(frame);
        T message = T.Read(ref reader, version);
        reader.RequireEnd();
        return message;
    }

    /// <summary>Appends a message to <paramref name="output"/>.</summary>
    public static void Write<T>(T message, IBufferWriter<byte> output, short version)
        where T : IWireMessage<T>
    {
        var writer = new WireWriter(output);
        message.Write(ref writer, version);
        writer.Flush();
    }

    /// <summary>The bytes of a message in an array of their own.</summary>
    public static byte[] ToArray<T>(T message, short version)
        where T : IWireMessage<T>
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(message.Size(version), 1));
        Write(message, output, version);
        return output.WrittenSpan.ToArray();
    }
}
