// Unions of null and one scalar, the mirror of what AvroWriter writes for a nullable member.

namespace TypedStreams.Avro;

public ref partial struct AvroReader
{
    /// <summary>Reads a union of null and a string.</summary>
    /// <param name="valueBranch">Index of the branch that is not null, 0 or 1.</param>
    public string? ReadNullableString(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadString() : null;

    /// <summary>Reads a union of null and a boolean.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public bool? ReadNullableBoolean(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadBoolean() : null;

    /// <summary>Reads a union of null and an int.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public int? ReadNullableInt(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadInt() : null;

    /// <summary>Reads a union of null and a long.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public long? ReadNullableLong(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadLong() : null;

    /// <summary>Reads a union of null and a double.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public double? ReadNullableDouble(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadDouble() : null;

    /// <summary>Reads a union of null and a Guid.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public Guid? ReadNullableGuid(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadGuid() : null;

    /// <summary>Reads a union of null and microseconds since the Unix epoch.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public DateTimeOffset? ReadNullableTimestampOffset(int valueBranch = 1) =>
        ReadIsPresent(valueBranch) ? ReadTimestampOffset() : null;

    /// <summary>Reads a union of null and microseconds since the Unix epoch.</summary>
    /// <inheritdoc cref="ReadNullableString"/>
    public DateTime? ReadNullableTimestamp(int valueBranch = 1) => ReadIsPresent(valueBranch) ? ReadTimestamp() : null;
}
