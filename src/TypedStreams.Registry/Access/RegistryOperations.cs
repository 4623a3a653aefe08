namespace TypedStreams.Registry;

/// <summary>What a user may do with subjects.</summary>
[Flags]
public enum RegistryOperations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>List, get, look up and check schemas; see configuration and mode.</summary>
    Read = 1,

    /// <summary>Register and delete schemas.</summary>
    Write = 2,

    /// <summary>Change configuration and mode; delete contexts.</summary>
    Configure = 4,
}
