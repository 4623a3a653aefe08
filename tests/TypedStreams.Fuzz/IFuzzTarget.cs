using TypedStreams.Protocol;

namespace TypedStreams.Fuzz;

/// <summary>A decoder under test.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>What of the target was reached so far; empty when there is nothing to count.</summary>
    string Coverage => "";

    /// <summary>Whether the decoder may refuse an input with this.</summary>
    bool IsRefusal(Exception e) => e is MalformedMessageException;

    /// <summary>Makes a valid input; the trial damages it afterwards.</summary>
    FuzzInput Create(Random random);

    /// <summary>Decodes everything in the input.</summary>
    void Decode(FuzzInput input);

    /// <summary>Most bytes that decoding an input of this length may allocate.</summary>
    long AllocationLimit(int inputLength);
}

/// <summary>One input: which decoder, in which version, and the bytes.</summary>
internal sealed record FuzzInput(object Decoder, short Version, byte[] Bytes)
{
    /// <summary>Whether the target did the damage itself.</summary>
    public bool IsDamaged { get; init; }
}
