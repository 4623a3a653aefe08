// Encoding and decoding through one format's codec, as generic user code reaches it.

using System.Buffers;

namespace TypedStreams.Generators.Tests;

internal static class Formats
{
    internal static byte[] Encode<T, TFormat>(T message)
        where T : IMessageCodec<T, TFormat>
        where TFormat : ISchemaFormat
    {
        // A buffer that hands out the least it may, so that every refill path runs.
        var output = new StingyWriter();
        Write<T, TFormat>(message, output);
        return output.Written;
    }

    internal static void Write<T, TFormat>(T message, IBufferWriter<byte> output)
        where T : IMessageCodec<T, TFormat>
        where TFormat : ISchemaFormat => T.Write(message, output);

    internal static T Decode<T, TFormat>(ReadOnlySpan<byte> bytes)
        where T : IMessageCodec<T, TFormat>
        where TFormat : ISchemaFormat => T.Read(bytes);

    internal static string Schema<T, TFormat>()
        where T : IMessageCodec<T, TFormat>
        where TFormat : ISchemaFormat => T.SchemaText;
}
