namespace TypedStreams.Fuzz;

/// <summary>What stands at a place of an input.</summary>
internal enum SpotKind
{
    /// <summary>A big-endian number of <see cref="Spot.Width"/> bytes.</summary>
    Number,

    /// <summary>The length of a string or of bytes, in 2 or 4 bytes; -1 is null.</summary>
    Length,

    /// <summary>The count of an array, in 4 bytes; -1 is null.</summary>
    Count,

    /// <summary>A length plus 1 as an unsigned varint; 0 is null.</summary>
    CompactLength,

    /// <summary>A count plus 1 as an unsigned varint; 0 is null.</summary>
    CompactCount,

    /// <summary>A zigzag varint, as in records.</summary>
    Varint,

    /// <summary>One byte that says whether a structure follows.</summary>
    Presence,

    /// <summary>The number of tagged fields that follow.</summary>
    Tags,

    /// <summary>The number of a tagged field.</summary>
    Tag,

    /// <summary>The size of a tagged field.</summary>
    TagSize,

    /// <summary>Where one element of an array, or one record, ends and perhaps another begins; no bytes.</summary>
    Border,
}

/// <summary>One place: where it begins, how many bytes it has, and what they are.</summary>
internal readonly record struct Spot(int At, int Width, SpotKind Kind);
