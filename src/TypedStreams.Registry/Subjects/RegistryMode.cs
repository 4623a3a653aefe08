namespace TypedStreams.Registry.Subjects;

/// <summary>Whether a subject may change.</summary>
internal enum RegistryMode
{
    /// <summary>READWRITE: the default.</summary>
    ReadWrite,

    /// <summary>READONLY: registering, deleting and configuring are refused.</summary>
    ReadOnly,
}

/// <summary>The names of modes in the API and the log.</summary>
internal static class RegistryModes
{
    internal static string ToName(RegistryMode mode) => mode == RegistryMode.ReadOnly ? "READONLY" : "READWRITE";

    /// <summary>Reads a name in any case. READONLY_OVERRIDE, which Confluent gave up, is READONLY.</summary>
    internal static bool TryParse(string name, out RegistryMode mode)
    {
        string upper = name.ToUpperInvariant();
        mode = upper == "READWRITE" ? RegistryMode.ReadWrite : RegistryMode.ReadOnly;
        return upper is "READWRITE" or "READONLY" or "READONLY_OVERRIDE";
    }
}
