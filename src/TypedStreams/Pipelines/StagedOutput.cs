// What one handler call returns, encoded and kept back until it is the call's turn: handlers that run side by side send
// in the order of their inputs, and what a failed attempt has returned is never sent. Used by the call, then by the
// worker's loop; kept for later calls.

using System.Buffers;
using System.Collections.Frozen;
using TypedStreams.Client;
using TypedStreams.Producing;

namespace TypedStreams.Pipelines;

internal sealed class StagedOutput(FrozenDictionary<Type, MessageRoute> routes) : IPipelineOutput
{
    /// <summary>A larger buffer is not kept for later calls, in bytes: there is one for each record in the window.
    /// </summary>
    private const int KeptBytes = 16 << 10;

    private readonly List<Staged> _records = [];
    private ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Bytes that are kept back.</summary>
    internal int Bytes => _bytes.WrittenCount;

    /// <inheritdoc/>
    public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken = default)
        where T : IMessage<T>
    {
        PipelineOutput.RequireMessage(message);
        var route = routes[typeof(T)];
        var form = route.Form;
        if (form.IsDirect)
        {
            Keep(route, new MessageRecord<T>(message, form), form);
            return default;
        }

        if (form.Encode(message, route.Topic, out var record) is { } refusal)
        {
            return new ValueTask(route.RefuseAsync(refusal, record, ClientOptions.OfHandler(), form));
        }

        Keep(route, record, form);
        return default;
    }

    /// <summary>Sends what was kept back.</summary>
    internal ValueTask PostToAsync(PipelineOutput output, CancellationToken cancellationToken) =>
        _records.Count == 0 ? default : PostAllAsync(output, cancellationToken);

    internal void Clear()
    {
        _records.Clear();
        if (_bytes.Capacity > KeptBytes)
        {
            _bytes = new ArrayBufferWriter<byte>();
        }
        else
        {
            _bytes.ResetWrittenCount();
        }
    }

    private void Keep<TRecord>(MessageRoute route, in TRecord record, ValueForm form)
        where TRecord : IRecordWriter
    {
        var start = Bytes;
        if (record.HasKey)
        {
            record.WriteKey(_bytes);
        }

        var keyLength = record.HasKey ? Bytes - start : Staged.NoKey;
        var valueAt = Bytes;
        record.WriteValue(_bytes);
        _records.Add(new Staged(
            route.Topic, start, keyLength, valueAt, Bytes - valueAt, ClientOptions.OfHandler(form.Headers)));
    }

    private async ValueTask PostAllAsync(PipelineOutput output, CancellationToken cancellationToken)
    {
        foreach (var staged in _records)
        {
            var bytes = _bytes.WrittenMemory;
            var record = new EncodedRecord(
                staged.KeyLength == Staged.NoKey
                    ? default(ReadOnlyMemory<byte>?)
                    : bytes.Slice(staged.Start, staged.KeyLength),
                bytes.Slice(staged.ValueAt, staged.ValueLength));
            await output.PostAsync(staged.Topic, record, staged.Options, cancellationToken);
        }
    }

    private readonly record struct Staged(
        string Topic, int Start, int KeyLength, int ValueAt, int ValueLength, Client.SendOptions Options)
    {
        internal const int NoKey = -1;
    }
}
