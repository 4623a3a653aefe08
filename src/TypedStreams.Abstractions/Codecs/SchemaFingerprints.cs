using System.ComponentModel;

namespace TypedStreams;

/// <summary>What tells schemas apart that are only known when the program runs. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SchemaFingerprints
{
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;

    /// <summary>
    /// FNV-1a of the text, letter by letter, as <see cref="IMessage{TSelf}.SchemaFingerprint"/> has it.
    /// </summary>
    public static ulong Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = FnvOffset;
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * FnvPrime);
        }

        return hash;
    }
}
