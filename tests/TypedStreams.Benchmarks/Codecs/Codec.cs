using System.Buffers;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The order in one format, through the static members that producers and handlers call.</summary>
internal static class Codec<TFormat>
    where TFormat : ISchemaFormat
{
    internal static void Write(Order message, IBufferWriter<byte> output)
    {
        if (typeof(TFormat) == typeof(ProtobufFormat))
        {
            Write<Order, ProtobufFormat>(message, output);
        }
        else
        {
            Write<Order, JsonFormat>(message, output);
        }
    }

    internal static Order Read(ReadOnlySpan<byte> bytes) => typeof(TFormat) == typeof(ProtobufFormat)
        ? Read<Order, ProtobufFormat>(bytes)
        : Read<Order, JsonFormat>(bytes);

    private static void Write<T, TOf>(T message, IBufferWriter<byte> output)
        where T : IMessageCodec<T, TOf>
        where TOf : ISchemaFormat => T.Write(message, output);

    private static T Read<T, TOf>(ReadOnlySpan<byte> bytes)
        where T : IMessageCodec<T, TOf>
        where TOf : ISchemaFormat => T.Read(bytes);
}
