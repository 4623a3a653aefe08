// A schema id of a topic: the type that reads it, and how. One class a format.
using System.Buffers;
using TypedStreams.Producing;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Consuming;

internal abstract class SchemaBinding<THandler>
    where THandler : class
{
    /// <summary>Decodes what follows the schema id, then calls the handler.</summary>
    /// <exception cref="UnreadableMessageException">The value says that it is a message of another type.</exception>
    internal abstract ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken);
}

/// <summary>Avro: the plan rewrites a value that was written with another schema into the reader's encoding.</summary>
internal sealed class AvroBinding<THandler>(MessageType<THandler> type, AvroReadPlan? plan) : SchemaBinding<THandler>
    where THandler : class
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _rewritten;

    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken)
    {
        if (plan is null)
        {
            return type.HandleAsync(handler, payload, delivery, cancellationToken);
        }

        // Taken out while in use: a handler that completes at once could come back here on this thread.
        var rewritten = _rewritten ?? new ArrayBufferWriter<byte>();
        _rewritten = null;
        rewritten.ResetWrittenCount();
        plan.Rewrite(payload, rewritten);
        var handling = type.HandleAsync(handler, rewritten.WrittenSpan, delivery, cancellationToken);
        _rewritten = rewritten;
        return handling;
    }
}

/// <summary>Protobuf: the value names its message by its place in the file; each place has a type or none.</summary>
internal sealed class ProtobufBinding<THandler>(int schemaId, MessageType<THandler>?[] types, string[] names)
    : SchemaBinding<THandler>
    where THandler : class
{
    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken)
    {
        if (!Framing.TryReadMessageIndex(ref payload, out var index) || index >= types.Length)
        {
            throw new UnreadableMessageException(
                $"The value does not name one of the {types.Length} messages of schema {schemaId}. "
                + "Messages within messages cannot be values here.");
        }

        var type = types[index] ?? throw new UnreadableMessageException(
            $"The value is a {names[index]} (schema {schemaId}), for which the group has no handler.");
        return type.HandleAsync(handler, payload, delivery, cancellationToken);
    }
}

/// <summary>JSON: the value is read as it is.</summary>
internal sealed class JsonBinding<THandler>(MessageType<THandler> type) : SchemaBinding<THandler>
    where THandler : class
{
    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken) =>
        type.HandleAsync(handler, payload, delivery, cancellationToken);
}
