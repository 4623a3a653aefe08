using System.Buffers;

namespace TypedStreams.Storage;

/// <summary>A buffer that can take a part of a log as it lies in its file, to be sent from there.</summary>
public interface IFileOutput : IBufferWriter<byte>
{
    /// <summary>
    /// Takes the slice as the next bytes; whoever calls still disposes the slice. False, and nothing taken, when the
    /// output wants the bytes themselves.
    /// </summary>
    bool TryWrite(LogSlice slice);
}
