using TypedStreams.Protocol;

namespace TypedStreams.Storage;

/// <summary>The outcome of a read.</summary>
/// <param name="Error">None, or OffsetOutOfRange when the offset is below the log start or above the log end.</param>
/// <param name="Slice">The batches; null when there are none to read now. The receiver disposes it.</param>
/// <param name="NextOffset">Offset after the last batch of the slice; 0 without one.</param>
public readonly record struct ReadResult(ErrorCode Error, LogSlice? Slice, long NextOffset = 0);
