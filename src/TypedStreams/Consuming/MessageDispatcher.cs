// A fetched record to a handler call: framing, schema id, type, context, handler instance. One a topic, shared by its
// partitions; holds no state of a record, so any number of partition workers may be inside at once.

using TypedStreams.Client;
using TypedStreams.Consuming.Batches;
using TypedStreams.Producing;
using TypedStreams.Protocol;
using TypedStreams.Telemetry;

namespace TypedStreams.Consuming;

/// <param name="group">The consumer group, as the cluster knows it.</param>
/// <param name="handlers">Where handlers come from.</param>
/// <param name="bindings">The types of the topic.</param>
internal sealed partial class MessageDispatcher<THandler>(
    string group, HandlerSource<THandler> handlers, SchemaBindings<THandler> bindings)
    where THandler : class
{
    /// <summary>Completes at once when the schema is known and the handler has nothing to wait for.</summary>
    /// <param name="partition">Where the record is.</param>
    /// <param name="record">The record; its memory stays until the handler has returned.</param>
    /// <param name="output">Where what the handler returns goes; null when it returns nothing.</param>
    /// <param name="cancellationToken">For the handler.</param>
    /// <param name="progress">Is told how far the record comes; null where nobody asks.</param>
    /// <param name="collector">Takes the message instead of the handler; null where it is called at once.</param>
    internal ValueTask DispatchAsync(
        TopicPartition partition,
        in ConsumedRecord record,
        IPipelineOutput? output,
        CancellationToken cancellationToken,
        CallProgress? progress = null,
        BatchCollector? collector = null)
    {
        if (record.Value is not { } value)
        {
            // A tombstone tells compaction that its key is gone; there is no message in it to hand over.
            return default;
        }

        var delivery = new Delivery(ContextOf(partition, record, progress), output, progress, collector);
        if (TryReadGuid(record.Headers, value, out var guid, out var bare))
        {
            return DispatchAsync(guid, bare, delivery, cancellationToken);
        }

        if (!Framing.TryReadPrefix(value.Span, out var schemaId))
        {
            throw NotFramed(value.Span);
        }

        var payload = value[Framing.PrefixBytes..];
        return bindings.TryGet(schemaId, out var binding)
            ? HandleAsync(binding, payload, delivery, cancellationToken)
            : ResolveAsync(schemaId, payload, delivery, cancellationToken);
    }

    private ValueTask DispatchAsync(
        Guid guid, ReadOnlyMemory<byte> payload, Delivery delivery, CancellationToken cancellationToken) =>
        bindings.TryGet(guid, out var binding)
            ? HandleAsync(binding, payload, delivery, cancellationToken)
            : ResolveAsync(guid, payload, delivery, cancellationToken);

    private async ValueTask ResolveAsync(
        Guid guid, ReadOnlyMemory<byte> payload, Delivery delivery, CancellationToken cancellationToken)
    {
        var binding = await bindings.ResolveAsync(guid, cancellationToken);
        await Task.Yield(); // as below
        await HandleAsync(binding, payload, delivery, cancellationToken);
    }

    private async ValueTask ResolveAsync(
        int schemaId, ReadOnlyMemory<byte> payload, Delivery delivery, CancellationToken cancellationToken)
    {
        var binding = await bindings.ResolveAsync(schemaId, cancellationToken);

        // Several records may have waited for one answer: a handler that blocks must not keep the others from theirs.
        await Task.Yield();
        await HandleAsync(binding, payload, delivery, cancellationToken);
    }

    private ValueTask HandleAsync(
        SchemaBinding<THandler> binding,
        ReadOnlyMemory<byte> payload,
        Delivery delivery,
        CancellationToken cancellationToken) => delivery.Collector is null && Instruments.IsProcessingObserved
        ? ObserveAsync(binding, payload, delivery, cancellationToken)
        : CallAsync(binding, payload, delivery, cancellationToken);

    private async ValueTask ObserveAsync(
        SchemaBinding<THandler> binding,
        ReadOnlyMemory<byte> payload,
        Delivery delivery,
        CancellationToken cancellationToken)
    {
        var observation = Observation.OfProcessing(delivery.Context, group);
        Exception? failure = null;
        try
        {
            await CallAsync(binding, payload, delivery, cancellationToken);
        }
        catch (Exception caught)
        {
            failure = caught;
            throw;
        }
        finally
        {
            observation.End(failure);
        }
    }

    private ValueTask CallAsync(
        SchemaBinding<THandler> binding,
        ReadOnlyMemory<byte> payload,
        Delivery delivery,
        CancellationToken cancellationToken) =>
        binding.Rules is null
            ? CallHandlerAsync(binding, payload, delivery, cancellationToken)
            : CallBehindRulesAsync(binding, payload, delivery, cancellationToken);

    private async ValueTask CallBehindRulesAsync(
        SchemaBinding<THandler> binding,
        ReadOnlyMemory<byte> payload,
        Delivery delivery,
        CancellationToken cancellationToken)
    {
        // What a rule refuses is not decoded: what is done with it is its type's policy.
        delivery.Progress?.Decoding(binding.Type.Policy);
        var topic = delivery.Context.Origin.Topic;
        var read = await binding.ReadAsync(payload, topic, cancellationToken);
        await CallHandlerAsync(binding, read, delivery, cancellationToken);
    }

    private ValueTask CallHandlerAsync(
        SchemaBinding<THandler> binding,
        ReadOnlyMemory<byte> payload,
        Delivery delivery,
        CancellationToken cancellationToken) =>
        delivery.Collector is not null ? binding.HandleAsync(null, payload.Span, delivery, cancellationToken)
            : handlers is { Shared: { } handler, Middleware: null }
            ? binding.HandleAsync(handler, payload.Span, delivery, cancellationToken)
            : HandleInScopeAsync(binding, payload, delivery, cancellationToken);

    private async ValueTask HandleInScopeAsync(
        SchemaBinding<THandler> binding,
        ReadOnlyMemory<byte> payload,
        Delivery delivery,
        CancellationToken cancellationToken)
    {
        await using var lease = handlers.Rent();
        var inside = delivery with { Middleware = lease.With(handlers.Middleware) };
        await binding.HandleAsync(lease.Handler, payload.Span, inside, cancellationToken);
    }

    // A header goes before what the value starts with, as with Confluent's clients: a bare value starts with anything.
    private static bool TryReadGuid(
        RecordHeaders headers, ReadOnlyMemory<byte> value, out Guid guid, out ReadOnlyMemory<byte> payload)
    {
        if (headers.Count > 0 && headers.TryGet(Framing.GuidHeader, out var header) && header is { } named
            && Framing.TryReadGuid(named.Span, out guid))
        {
            // For Protobuf the path to the message is in the header; the decoder finds it before the value.
            var path = named[Framing.GuidPrefixBytes..];
            payload = path.IsEmpty ? value : (byte[])[.. path.Span, .. value.Span];
            return true;
        }

        bool isPrefix = Framing.TryReadGuid(value.Span, out guid);
        payload = isPrefix ? value[Framing.GuidPrefixBytes..] : value;
        return isPrefix;
    }

    private static MessageContext ContextOf(
        TopicPartition partition, in ConsumedRecord record, CallProgress? progress)
    {
        // Copies: a context may be kept, the batch's memory may not.
        var key = record.Key is { } bytes ? bytes.ToArray() : default(ReadOnlyMemory<byte>?);
        MessageHeader[] headers = record.Headers.Count == 0 ? [] : HeadersOf(record.Headers);
        var timestamp = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs);
        var attempt = progress?.Attempt ?? 1;
        return progress?.Origin is { } origin
            ? new MessageContext
            {
                Topic = partition.Topic,
                Partition = partition.Partition,
                Offset = record.Offset,
                Timestamp = timestamp,
                Key = key,
                Headers = headers,
                Attempt = attempt,
                Origin = origin,
            }
            : new MessageContext
            {
                Topic = partition.Topic,
                Partition = partition.Partition,
                Offset = record.Offset,
                Timestamp = timestamp,
                Key = key,
                Headers = headers,
                Attempt = attempt,
            };
    }

    private static MessageHeader[] HeadersOf(RecordHeaders headers)
    {
        var copies = new List<MessageHeader>(headers.Count);
        foreach (var header in headers)
        {
            // The schema's GUID is framing: copied to another message, it would name the wrong schema there.
            if (header.Key != Framing.GuidHeader)
            {
                copies.Add(new MessageHeader(
                    header.Key, header.Value is { } value ? value.ToArray() : default(ReadOnlyMemory<byte>?)));
            }
        }

        return [.. copies];
    }

    private static UnreadableMessageException NotFramed(ReadOnlySpan<byte> value) => new(
        "The value does not start with a schema id (a zero byte, then four bytes; Confluent's wire format) but with "
        + $"{Convert.ToHexString(value[..Math.Min(value.Length, 8)])}, {value.Length} bytes in all. "
        + "Was it written without a schema registry?");
}
