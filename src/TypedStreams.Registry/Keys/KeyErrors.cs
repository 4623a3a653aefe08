using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Keys;

/// <summary>What the key registry refuses, by Confluent's codes.</summary>
internal static class KeyErrors
{
    internal static RegistryError NotFound(string name) => new(40470, $"Key '{name}' not found");

    internal static RegistryError NotSoftDeleted(string name) => new(
        40471, $"Key '{name}' was not deleted first before being permanently deleted");

    internal static RegistryError SoftDeleted(string name) => new(40472, $"Key '{name}' must be undeleted first");

    internal static RegistryError AlreadyExists(string name) => new(
        40971, $"Key '{name}' already exists; use a different value");

    internal static RegistryError TooMany(int max) => new(40972, $"A maximum of {max} keys already exist");

    internal static RegistryError Invalid(string member) => new(42271, $"Invalid key: '{member}' is missing or wrong");

    internal static RegistryError InUse(string name) => new(
        42272, $"One or more references exist to the key '{name}'; delete its data encryption keys first");

    internal static RegistryError NoService(string kmsType) => new(
        50070,
        $"Could not use the key: this registry reaches no key management service ('{kmsType}'); wrap the key in the " +
        "client and set shared to false");
}
