// One message on its way through the rules. Lives on one thread at a time.

using System.Buffers;
using TypedStreams.Rules.Encryption;

namespace TypedStreams.Rules.Execution;

internal sealed class RuleRun(RuleMode mode, KeyRing? keys)
{
    private Dictionary<KeyId, KeyException>? _failures;

    internal RuleMode Mode => mode;

    /// <summary>Where the value may be put together, used once; null when what comes out is kept.</summary>
    internal ArrayBufferWriter<byte>? Spare { get; init; }

    /// <summary>The field that a rule is at, for errors; null at the whole message.</summary>
    internal string? Field { get; set; }

    /// <summary>The key that must be fetched before the rules can be run again; null when none is missing.</summary>
    internal (KeySettings Settings, KeyId Id)? Missing { get; set; }

    /// <summary>The key if it is at hand; null, and noted, when it must be fetched first.</summary>
    /// <exception cref="KeyException">It was asked for and cannot be had.</exception>
    internal DataKey? Find(KeySettings settings, KeyId id)
    {
        if (_failures?.TryGetValue(id, out var failure) == true)
        {
            throw failure;
        }

        var key = keys!.Find(id);
        if (key is null)
        {
            Missing ??= (settings, id);
        }

        return key;
    }

    /// <summary>Fetches the missing key; that it cannot be had is noted, and left to the rule.</summary>
    internal async ValueTask FetchAsync(CancellationToken cancellationToken)
    {
        var (settings, id) = Missing!.Value;
        Missing = null;
        try
        {
            await keys!.GetForReadingAsync(settings, id, cancellationToken);
        }
        catch (KeyException failure)
        {
            (_failures ??= [])[id] = failure;
        }
    }
}
