// Sends made before the schema's id is known: encoded at once, as IProducer promises, with room for the id, and sent in
// the order in which they were made. Guarded by the producer's lock.

using System.Buffers;
using System.Diagnostics;
using TypedStreams.Client;
using TypedStreams.SchemaRegistry;
using TypedStreams.Telemetry;

namespace TypedStreams.Producing;

internal sealed class WaitingSends
{
    /// <summary>Kafka's <c>buffer.memory</c>: more than that is never buffered by a producer.</summary>
    private const long MaxBytes = 32 << 20;

    private readonly List<WaitingSend> _sends = [];
    private long _bytes;

    internal void Add(WaitingSend send)
    {
        if (_bytes + send.Bytes > MaxBytes)
        {
            throw new RegistryException(
                code: 0,
                $"{_sends.Count} messages of {MaxBytes >> 20} MiB wait for the schema registry. "
                + "Await sends, or retry later.");
        }

        _bytes += send.Bytes;
        _sends.Add(send);
    }

    internal void SendAllOn(Route route, string topic)
    {
        foreach (var send in _sends)
        {
            send.SendOn(route, topic);
        }
    }

    internal void FailAll(Exception failure)
    {
        foreach (var send in _sends)
        {
            send.Fail(failure);
        }
    }
}

internal sealed class WaitingSend(ReadOnlyMemory<byte>? key, byte[]? value, SendOptions options)
{
    private readonly TaskCompletionSource<ProducedRecord> _sent =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<ProducedRecord> Sent => _sent.Task;

    internal long Bytes => (key?.Length ?? 0) + (value?.Length ?? 0);

    internal static WaitingSend Of<T>(T message, SendOptions options)
        where T : IMessage<T>
    {
        var value = new ArrayBufferWriter<byte>();
        Framing.WritePrefix(value, schemaId: 0, T.SchemaFormat);
        T.Write(message, value);
        var key = new ArrayBufferWriter<byte>();
        T.WriteKey(message, key);
        return new WaitingSend(
            T.HasKey ? key.WrittenMemory : default(ReadOnlyMemory<byte>?), value.WrittenSpan.ToArray(), options);
    }

    internal void SendOn(Route route, string topic)
    {
        if (value is not null)
        {
            Framing.SetSchemaId(value, route.SchemaId);
        }

        _ = CompleteAsync(route.Producer, topic);
    }

    internal void Fail(Exception failure) => _sent.TrySetException(failure);

    // Runs on the caller's thread up to the append, so sends keep their order.
    private async Task CompleteAsync(KafkaProducer producer, string topic)
    {
        try
        {
            var payload = value is null ? default(ReadOnlyMemory<byte>?) : value;
            _sent.TrySetResult(await producer.SendAsync(topic, key, payload, ClientOptions.Of(options)));
        }
        catch (Exception failure)
        {
            _sent.TrySetException(failure);
        }
    }
}

/// <summary>Send options as the client takes them.</summary>
internal static class ClientOptions
{
    /// <summary>What a message of a pipeline is sent with: the trace of the handler that returned it.</summary>
    internal static Client.SendOptions OfHandler() =>
        Instruments.Source.HasListeners() && Activity.Current is { } activity
            ? Of(new SendOptions { Headers = Instruments.Propagated(activity) })
            : default;

    internal static Client.SendOptions Of(SendOptions options) => new()
    {
        Partition = options.Partition,
        Timestamp = options.Timestamp,
        Headers = options.Headers is { Count: > 0 } headers
            ? [.. headers.Select(header => new Protocol.Records.RecordHeader(header.Name, header.Value))]
            : null,
    };
}
