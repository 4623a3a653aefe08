// The records field of Produce and Fetch: bytes in memory or bytes to come. Never looks inside the batches.
using System.Buffers;

namespace TypedStreams.Protocol.Records;

/// <summary>Record batches as a message carries them: null, bytes in memory, or a source that streams them.</summary>
public readonly struct RecordsPayload
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly object? _source;
    private static readonly object InMemory = new();

    /// <summary>Record batches in memory. The memory must stay unchanged until the message is written.</summary>
    public RecordsPayload(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _source = InMemory;
    }

    /// <summary>Record batches that are fetched while the message is written.</summary>
    public RecordsPayload(IRecordsSource source) => _source = source;

    /// <summary>No records at all: length -1 on the wire. Also the default value.</summary>
    public static RecordsPayload Null => default;

    /// <summary>True for no records at all; false for zero bytes of records.</summary>
    public bool IsNull => _source is null;

    /// <summary>Bytes of the batches; 0 when null.</summary>
    public int Length => _source is IRecordsSource source ? source.Length : _bytes.Length;

    /// <summary>
    /// The bytes in memory; empty when null. What a reader returns is a slice of the frame, valid as long as that is.
    /// </summary>
    /// <exception cref="InvalidOperationException">The payload is a source: use <see cref="WriteTo"/>.</exception>
    public ReadOnlyMemory<byte> Bytes => _source is IRecordsSource
        ? throw new InvalidOperationException("These records stream from a source; call WriteTo.")
        : _bytes;

    /// <summary>The source, when these records stream from one.</summary>
    public IRecordsSource? Source => _source as IRecordsSource;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (_source is IRecordsSource source)
            source.WriteTo(output);
        else
            output.Write(_bytes.Span);
    }

    /// <summary>Wraps bytes in memory.</summary>
    public static implicit operator RecordsPayload(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Wraps bytes in memory; a null array is null records.</summary>
    public static implicit operator RecordsPayload(byte[]? bytes) => bytes is null ? default : new(bytes.AsMemory());
}
