using System.Buffers;

namespace TypedStreams.Protocol.Records;

/// <summary>
/// Record batches that are not in memory yet, such as a range of a log segment. The response writer asks for them only
/// when it reaches their place.
/// </summary>
public interface IRecordsSource
{
    /// <summary>Bytes that <see cref="WriteTo"/> writes; must not change once the message is being written.</summary>
    int Length { get; }

    /// <summary>Writes exactly <see cref="Length"/> bytes.</summary>
    void WriteTo(IBufferWriter<byte> output);
}
