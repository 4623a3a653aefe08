namespace TypedStreams.Storage;

/// <summary>How <see cref="IDisk.Open"/> treats a missing or present file.</summary>
public enum DiskOpen
{
    /// <summary>The file must exist.</summary>
    Existing,

    /// <summary>The file is created when missing and kept as it is when present.</summary>
    OpenOrCreate,

    /// <summary>The file is created when missing and emptied when present.</summary>
    CreateEmpty,
}
