namespace TypedStreams.Registry.Subjects;

/// <summary>What a subject lets clients do.</summary>
internal enum RegistryMode
{
    /// <summary>READWRITE: the default.</summary>
    ReadWrite,

    /// <summary>READONLY: registering, deleting and configuring are refused.</summary>
    ReadOnly,

    /// <summary>READONLY_OVERRIDE, which Confluent gave up: as READONLY.</summary>
    ReadOnlyOverride,

    /// <summary>IMPORT: schemas come with their ids and versions and are taken as they are.</summary>
    Import,

    /// <summary>FORWARD: as IMPORT, for all contexts at once.</summary>
    Forward,
}

/// <summary>The names of modes in the API and the log.</summary>
internal static class RegistryModes
{
    private static readonly string[] Names = ["READWRITE", "READONLY", "READONLY_OVERRIDE", "IMPORT", "FORWARD"];

    internal static string ToName(RegistryMode mode) => Names[(int)mode];

    /// <summary>Reads a name in any case.</summary>
    internal static bool TryParse(string name, out RegistryMode mode)
    {
        int index = Array.IndexOf(Names, name.ToUpperInvariant());
        mode = (RegistryMode)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Whether nothing may be written.</summary>
    internal static bool IsReadOnly(this RegistryMode mode) =>
        mode is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride;

    /// <summary>Whether schemas come with ids of their own.</summary>
    internal static bool IsImporting(this RegistryMode mode) => mode is RegistryMode.Import or RegistryMode.Forward;
}
