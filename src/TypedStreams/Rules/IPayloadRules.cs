// The rules of one schema version, applied to encoded values: between the codec and the wire.

using System.Buffers;

namespace TypedStreams.Rules;

internal interface IPayloadRules
{
    /// <summary>
    /// Fetches what <see cref="Write"/> needs, such as keys. Before the first value, and again when <see
    /// cref="IsDue"/>.
    /// </summary>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// True when keys are old enough to be replaced; values are written with the old ones until then.
    /// </summary>
    bool IsDue { get; }

    /// <summary>Applies the WRITE rules to a value that the codec has encoded, without framing.</summary>
    /// <exception cref="RuleException">A condition is false, or a rule cannot be run.</exception>
    void Write(ReadOnlySpan<byte> payload, in RuleCall call, IBufferWriter<byte> output);

    /// <summary>Applies the READ rules to a value as it came, without framing.</summary>
    /// <exception cref="RuleException">A condition is false, or a rule cannot be run.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        ReadOnlyMemory<byte> payload, RuleCall call, CancellationToken cancellationToken);
}

/// <summary>Which message the rules are applied to.</summary>
internal readonly record struct RuleCall(string Topic, int MessageIndex);
