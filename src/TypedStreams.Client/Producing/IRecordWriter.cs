using System.Buffers;

namespace TypedStreams.Client;

/// <summary>
/// A record that writes its own bytes. Implement it as a struct: the producer is generic over it, so nothing is boxed
/// and the value goes straight into the partition's open batch.
/// </summary>
/// <remarks>
/// The producer may call a Write method twice (the batch was full and the record starts the next one): write the same
/// bytes each time. <see cref="WriteValue"/> runs under the lock of the partition's batch: encode, and do nothing else.
/// When it throws, the record is taken back and the exception reaches the caller of SendAsync.
/// </remarks>
public interface IRecordWriter
{
    /// <summary>True when the record has a key; records of one key go to one partition, in order.</summary>
    bool HasKey { get; }

    /// <summary>False for a tombstone: a record without a value.</summary>
    bool HasValue { get; }

    /// <summary>Writes the key; called when <see cref="HasKey"/> is true.</summary>
    void WriteKey(IBufferWriter<byte> output);

    /// <summary>Writes the value; called when <see cref="HasValue"/> is true.</summary>
    void WriteValue(IBufferWriter<byte> output);
}
