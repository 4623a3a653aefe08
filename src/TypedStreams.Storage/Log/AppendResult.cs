using TypedStreams.Protocol;

namespace TypedStreams.Storage;

/// <summary>The outcome of an append; nothing was written unless <see cref="Error"/> is None.</summary>
/// <param name="Error">
/// None, or why the batch was refused: CorruptMessage, InvalidRecord, MessageTooLarge, RecordListTooLarge,
/// InvalidTimestamp, UnsupportedForMessageFormat, OutOfOrderSequenceNumber, InvalidProducerEpoch; or
/// DuplicateSequenceNumber, which is answered to the client as success with the offsets given here.
/// </param>
/// <param name="BaseOffset">Offset of the first record, -1 when refused.</param>
/// <param name="LastOffset">Offset of the last record, -1 when refused.</param>
/// <param name="LogAppendTimeMs">The broker's time on the records, -1 when they carry create times.</param>
/// <param name="Detail">One sentence for the client about a refusal.</param>
public readonly record struct AppendResult(
    ErrorCode Error, long BaseOffset, long LastOffset, long LogAppendTimeMs, string? Detail = null)
{
    /// <summary>True when the batch was appended.</summary>
    public bool IsAppended => Error == ErrorCode.None;

    /// <summary>True when the batch had been appended before; the offsets are those of the first time.</summary>
    public bool IsDuplicate => Error == ErrorCode.DuplicateSequenceNumber;

    internal static AppendResult Refuse(ErrorCode error, string detail) => new(error, -1, -1, -1, detail);
}
