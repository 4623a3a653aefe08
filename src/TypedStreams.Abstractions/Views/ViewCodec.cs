using System.ComponentModel;

namespace TypedStreams.Views;

/// <summary>What generated views make messages with.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ViewCodec
{
    /// <summary>Reads a message with its codec of a format.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <typeparam name="TFormat">The format.</typeparam>
    public static TMessage Read<TMessage, TFormat>(ReadOnlySpan<byte> bytes)
        where TMessage : IMessageCodec<TMessage, TFormat>
        where TFormat : ISchemaFormat => TMessage.Read(bytes);
}
