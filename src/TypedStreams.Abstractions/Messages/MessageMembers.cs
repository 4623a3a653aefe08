// The members of IMessage by that name alone: where a type is known to be a codec as well, they have two meanings.

using System.Buffers;

namespace TypedStreams;

internal static class MessageMembers
{
    internal static string SchemaText<T>()
        where T : IMessage<T> => T.SchemaText;

    internal static ulong SchemaFingerprint<T>()
        where T : IMessage<T> => T.SchemaFingerprint;

    internal static void Write<T>(T message, IBufferWriter<byte> output)
        where T : IMessage<T> => T.Write(message, output);

    internal static T Read<T>(ReadOnlySpan<byte> payload)
        where T : IMessage<T> => T.Read(payload);
}
