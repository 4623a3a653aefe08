// A schema id of a topic: the type that reads it, and how. One class a format.
using System.Buffers;
using TypedStreams.Producing;
using TypedStreams.Rules;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Consuming;

internal abstract class SchemaBinding<THandler>
    where THandler : class
{
    /// <summary>The type that reads it; the first one, where a Protobuf file has several.</summary>
    internal abstract MessageType<THandler> Type { get; }

    /// <summary>What the writer's schema has done to a value before it can be decoded; usually nothing: null.</summary>
    internal IPayloadRules? Rules { get; set; }

    /// <summary>What follows the schema id, after the rules of that schema.</summary>
    /// <exception cref="RuleException">They refuse the value.</exception>
    internal virtual ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        ReadOnlyMemory<byte> payload, string topic, CancellationToken cancellationToken) =>
        Rules!.ReadAsync(payload, new RuleCall(topic, MessageIndex: 0), cancellationToken);

    /// <summary>Decodes what follows the schema id, then calls the handler.</summary>
    /// <exception cref="UnreadableMessageException">The value says that it is a message of another type.</exception>
    internal abstract ValueTask HandleAsync(
        THandler? handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken);
}

/// <summary>Avro of the type's own schema or of a recorded version: a generated reader.</summary>
internal sealed class AvroBinding<THandler>(MessageType<THandler> type, ulong fingerprint, WrittenSchema written)
    : SchemaBinding<THandler>
    where THandler : class
{
    private readonly WrittenBy _written = new(fingerprint, written);

    internal override MessageType<THandler> Type => type;

    internal override ValueTask HandleAsync(
        THandler? handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken) =>
        type.HandleAsync(handler, payload, _written, delivery, cancellationToken);
}

/// <summary>Avro of any other schema: the plan rewrites the value into the reader's encoding.</summary>
internal sealed class AvroPlanBinding<THandler>(MessageType<THandler> type, AvroReadPlan plan, WrittenSchema written)
    : SchemaBinding<THandler>
    where THandler : class
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _rewritten;

    private readonly WrittenBy _own = new(type.Fingerprint, WrittenSchema.Of(type.Avro));

    internal override MessageType<THandler> Type => type;

    internal override ValueTask HandleAsync(
        THandler? handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken)
    {
        // Taken out while in use: a handler that completes at once could come back here on this thread.
        var rewritten = _rewritten ?? new ArrayBufferWriter<byte>();
        _rewritten = null;
        rewritten.ResetWrittenCount();
        Rewrite(payload, rewritten);
        var handling = type.HandleAsync(handler, rewritten.WrittenSpan, _own, delivery, cancellationToken);
        _rewritten = rewritten;
        return handling;
    }

    private void Rewrite(ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> output)
    {
        try
        {
            plan.Rewrite(payload, output);
        }
        catch (AvroResolutionException problem)
        {
            throw written.Explain(problem.Problem, problem.Position, payload);
        }
    }
}

/// <summary>Protobuf: the value names its message by its place in the file; each place has a type or none.</summary>
internal sealed class ProtobufBinding<THandler>(
    string schemaId, MessageType<THandler>?[] types, string[] names, IReadOnlyList<ProtoMessage> messages)
    : SchemaBinding<THandler>
    where THandler : class
{
    private readonly WrittenSchema[] _written = [.. messages.Select(WrittenSchema.Of)];

    internal override MessageType<THandler> Type => types.First(type => type is not null)!;

    internal override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        ReadOnlyMemory<byte> payload, string topic, CancellationToken cancellationToken)
    {
        var (path, index) = PathOf(payload.Span);
        var read = await Rules!.ReadAsync(payload[path..], new RuleCall(topic, index), cancellationToken);

        // The decoder finds the path before the value.
        return (byte[])[.. payload.Span[..path], .. read.Span];
    }

    internal override ValueTask HandleAsync(
        THandler? handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken)
    {
        var (path, index) = PathOf(payload);
        payload = payload[path..];
        var type = types[index] ?? throw new UnreadableMessageException(
            $"The value is a {names[index]} (schema {schemaId}), for which the group has no handler.");
        return type.HandleAsync(
            handler, payload, new WrittenBy(type.Fingerprint, _written[index]), delivery, cancellationToken);
    }

    /// <summary>How long the path to the message is that the value begins with, and where it leads.</summary>
    private (int Length, int Index) PathOf(ReadOnlySpan<byte> payload)
    {
        var rest = payload;
        return Framing.TryReadMessageIndex(ref rest, out var index) && index < types.Length
            ? (payload.Length - rest.Length, index)
            : throw new UnreadableMessageException(
                $"The value does not name one of the {types.Length} messages of schema {schemaId}. "
                + "Messages within messages cannot be values here.");
    }
}

/// <summary>JSON: the value is read as it is.</summary>
internal sealed class JsonBinding<THandler>(MessageType<THandler> type) : SchemaBinding<THandler>
    where THandler : class
{
    private readonly WrittenBy _written = new(type.Fingerprint, WrittenSchema.Json);

    internal override MessageType<THandler> Type => type;

    internal override ValueTask HandleAsync(
        THandler? handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken) =>
        type.HandleAsync(handler, payload, _written, delivery, cancellationToken);
}
