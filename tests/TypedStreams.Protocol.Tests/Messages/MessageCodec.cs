// Every message type behind one untyped door, so that one test can go through all of them. Also used by the fuzzer.
using System.Reflection;

namespace TypedStreams.Protocol.Tests.Messages;

public abstract class MessageCodec
{
    public static IReadOnlyList<MessageCodec> All { get; } = typeof(FieldAttribute).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<ApiMessageAttribute>() is not null
            || type.GetCustomAttribute<DataMessageAttribute>() is not null)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (MessageCodec)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!)
        .ToList();

    public abstract Type Type { get; }

    public abstract short MinVersion { get; }

    public abstract short MaxVersion { get; }

    public string Name => Type.Name;

    public static MessageCodec Of(string name) => All.First(codec => codec.Name == name);

    public abstract object Read(ReadOnlyMemory<byte> frame, short version);

    public abstract byte[] Write(object message, short version);

    public abstract int Size(object message, short version);

    public override string ToString() => Name;

    private sealed class Typed<T> : MessageCodec
        where T : IWireMessage<T>
    {
        public override Type Type => typeof(T);

        public override short MinVersion => T.MinVersion;

        public override short MaxVersion => T.MaxVersion;

        public override object Read(ReadOnlyMemory<byte> frame, short version) => WireMessage.Read<T>(frame, version);

        public override byte[] Write(object message, short version) => WireMessage.ToArray((T)message, version);

        public override int Size(object message, short version) => ((T)message).Size(version);
    }
}
