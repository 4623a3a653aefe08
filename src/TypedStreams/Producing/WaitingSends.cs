// Sends made before the schema's id is known: encoded at once, as IProducer promises, and sent in the form that is then
// found, in the order in which they were made. Guarded by the producer's lock.

using System.Buffers;
using TypedStreams.Client;
using TypedStreams.SchemaRegistry;

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

    internal void SendAllOn(MessageRoute route)
    {
        foreach (var send in _sends)
        {
            send.SendOn(route);
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

/// <param name="key">The key; null without one.</param>
/// <param name="value">What the codec wrote; null for a tombstone.</param>
/// <param name="options">What the send chooses.</param>
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
        T.Write(message, value);
        var key = new ArrayBufferWriter<byte>();
        T.WriteKey(message, key);
        return new WaitingSend(
            T.HasKey ? key.WrittenMemory : default(ReadOnlyMemory<byte>?), value.WrittenSpan.ToArray(), options);
    }

    internal void SendOn(MessageRoute route) => _ = CompleteAsync(route);

    internal void Fail(Exception failure) => _sent.TrySetException(failure);

    // Runs on the caller's thread up to the append, so sends keep their order.
    private async Task CompleteAsync(MessageRoute route)
    {
        try
        {
            _sent.TrySetResult(await SendAsync(route));
        }
        catch (Exception failure)
        {
            _sent.TrySetException(failure);
        }
    }

    private async ValueTask<ProducedRecord> SendAsync(MessageRoute route)
    {
        if (value is null)
        {
            return await route.Producer.SendAsync(route.Topic, key, value: null, ClientOptions.Of(options));
        }

        var form = route.Form;
        var refusal = form.Finish(value, route.Topic, out var finished);
        if (refusal is not null)
        {
            await route.RefuseAsync(refusal, new EncodedRecord(key, finished), options, form);
        }

        return await route.Producer.SendAsync(
            route.Topic, key, finished, ClientOptions.Of(options, form.Headers));
    }
}
