// Unions of null and one scalar: what a nullable member is. Each is one call in a codec instead of a branch of its own.

namespace TypedStreams.Avro;

public ref partial struct AvroWriter
{
    /// <summary>Writes a union of null and a string.</summary>
    /// <param name="value">The string, or null.</param>
    /// <param name="valueBranch">Index of the branch that is not null, 0 or 1.</param>
    public void WriteNullableString(string? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteString(value!);
        }
    }

    /// <summary>Writes a union of null and a boolean.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableBoolean(bool? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteBoolean(value!.Value);
        }
    }

    /// <summary>Writes a union of null and an int.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableInt(int? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteInt(value!.Value);
        }
    }

    /// <summary>Writes a union of null and a long.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableLong(long? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteLong(value!.Value);
        }
    }

    /// <summary>Writes a union of null and a double.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableDouble(double? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteDouble(value!.Value);
        }
    }

    /// <summary>Writes a union of null and a Guid.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableGuid(Guid? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteGuid(value!.Value);
        }
    }

    /// <summary>Writes a union of null and microseconds since the Unix epoch.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableTimestamp(DateTimeOffset? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteTimestamp(value!.Value);
        }
    }

    /// <summary>Writes a union of null and microseconds since the Unix epoch.</summary>
    /// <inheritdoc cref="WriteNullableString"/>
    public void WriteNullableTimestamp(DateTime? value, int valueBranch = 1)
    {
        if (WriteIsPresent(value is not null, valueBranch))
        {
            WriteTimestamp(value!.Value);
        }
    }

    private bool WriteIsPresent(bool isPresent, int valueBranch)
    {
        WriteBranch(isPresent ? valueBranch : 1 - valueBranch);
        return isPresent;
    }
}
