// What the rules of an application share: where wrapped keys are registered, who unwraps them, and the keys that were
// unwrapped. One object for the application's life; the keys leave memory with it.

using TypedStreams.Rules.Encryption;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Rules;

/// <summary>How data-contract rules run. Thread-safe; dispose it after its last user.</summary>
internal sealed class RuleOptions : IDisposable
{
    private readonly Lazy<KeyRing> _keys;

    /// <summary>Creates the options; nothing is sent before the first key is needed.</summary>
    internal RuleOptions() => _keys = new Lazy<KeyRing>(() => new KeyRing(this));

    /// <summary>
    /// How the registry of encrypted keys (<c>/dek-registry/v1</c>) is reached; usually the schema registry itself.
    /// Default null: rules that encrypt fail with a message that says so.
    /// </summary>
    internal RegistryClientOptions? Registry { get; init; }

    /// <summary>The key services that wrap and unwrap data keys, one a type. Default: none.</summary>
    internal IReadOnlyList<IKeyProvider> KeyProviders { get; init; } = [];

    /// <summary>The clock that decides when a key has expired. Default: the system's.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal KeyRing Keys => _keys.Value;

    /// <summary>Closes the connections to the registry.</summary>
    public void Dispose()
    {
        if (_keys.IsValueCreated)
        {
            _keys.Value.Dispose();
        }
    }
}
