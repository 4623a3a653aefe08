// A view is a message that was not made: its bytes, checked once, and a property for each member. What a reader refuses
// a view refuses, when it is laid over the bytes; its properties throw nothing.

namespace TypedStreams;

/// <summary>
/// A view over the bytes of a message. Implemented by generated code on every <see cref="ViewAttribute{TMessage}"/>
/// type. Valid as long as the bytes are; on one stack, as every ref struct.
/// </summary>
/// <typeparam name="TSelf">The view.</typeparam>
/// <typeparam name="TMessage">The message.</typeparam>
public interface IMessageView<TSelf, TMessage>
    where TSelf : IMessageView<TSelf, TMessage>, allows ref struct
    where TMessage : IMessage<TMessage>
{
    /// <summary>
    /// Lays the view over bytes of the type's own schema, and checks all of them, text for UTF-8 included. Allocates
    /// nothing, but for a Protobuf message field that comes in several pieces, which are joined as readers join them.
    /// </summary>
    /// <exception cref="MalformedDataException">The bytes are not such a value: do not retry.</exception>
    static abstract TSelf Over(ReadOnlySpan<byte> bytes);

    /// <summary>The message, made as readers make it: what is kept longer than the bytes are valid.</summary>
    TMessage ToMessage();
}
