// One message through the codec of a format that is chosen at run time of the test.

using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

internal static class RoundTrip
{
    internal static Everything Everything<TFormat>(Everything message)
        where TFormat : ISchemaFormat => TFormat.Format switch
        {
            SchemaFormat.Avro => Through<Everything, AvroFormat>(message),
            SchemaFormat.Protobuf => Through<Everything, ProtobufFormat>(message),
            _ => Through<Everything, JsonFormat>(message),
        };

    internal static Shapes Shapes<TFormat>(Shapes message)
        where TFormat : ISchemaFormat => DecodeShapes<TFormat>(EncodeShapes<TFormat>(message));

    internal static byte[] EncodeShapes<TFormat>(Shapes message)
        where TFormat : ISchemaFormat => TFormat.Format switch
        {
            SchemaFormat.Avro => Formats.Encode<Shapes, AvroFormat>(message),
            SchemaFormat.Protobuf => Formats.Encode<Shapes, ProtobufFormat>(message),
            _ => Formats.Encode<Shapes, JsonFormat>(message),
        };

    internal static Shapes DecodeShapes<TFormat>(ReadOnlySpan<byte> bytes)
        where TFormat : ISchemaFormat => TFormat.Format switch
        {
            SchemaFormat.Avro => Formats.Decode<Shapes, AvroFormat>(bytes),
            SchemaFormat.Protobuf => Formats.Decode<Shapes, ProtobufFormat>(bytes),
            _ => Formats.Decode<Shapes, JsonFormat>(bytes),
        };

    private static T Through<T, TFormat>(T message)
        where T : IMessageCodec<T, TFormat>
        where TFormat : ISchemaFormat => Formats.Decode<T, TFormat>(Formats.Encode<T, TFormat>(message));
}
