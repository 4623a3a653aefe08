// The codec of a type that is only known when the test runs, in one format.

using System.Buffers;

namespace TypedStreams.Generators.Tests.Evolution;

internal abstract class FormatCodec
{
    internal abstract Type Message { get; }

    internal abstract string Schema { get; }

    internal abstract byte[] Write(object value);

    internal abstract object Read(byte[] payload);

    internal static FormatCodec Of(Type message, Type format) =>
        (FormatCodec)Activator.CreateInstance(typeof(FormatCodec<,>).MakeGenericType(message, format))!;
}

internal sealed class FormatCodec<T, TFormat> : FormatCodec
    where T : IMessageCodec<T, TFormat>
    where TFormat : ISchemaFormat
{
    internal override Type Message => typeof(T);

    internal override string Schema => T.SchemaText;

    internal override byte[] Write(object value)
    {
        var output = new ArrayBufferWriter<byte>();
        T.Write((T)value, output);
        return output.WrittenSpan.ToArray();
    }

    internal override object Read(byte[] payload) => T.Read(payload);
}
