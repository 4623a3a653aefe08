namespace TypedStreams.Protocol.Records;

/// <summary>Whose clock the timestamps of a batch come from; bit 3 of the batch's attributes.</summary>
public enum TimestampType : byte
{
    /// <summary>The producer set each record's timestamp.</summary>
    CreateTime = 0,

    /// <summary>
    /// The broker stamped the batch when it appended it; every record carries the batch's max timestamp.
    /// </summary>
    LogAppendTime = 1,
}
